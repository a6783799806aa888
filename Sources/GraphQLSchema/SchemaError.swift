import GraphQLLanguage

/// A schema document that is no valid schema.
public struct SchemaError: Error, Sendable, CustomStringConvertible {
  /// Everything that is wrong with it; at least one error.
  public let errors: [GraphQLError]

  /// An error of these parts.
  public init(errors: [GraphQLError]) {
    self.errors = errors
  }

  /// The messages with their places, one a line.
  public var description: String {
    errors.map(\.description).joined(separator: "\n")
  }
}
