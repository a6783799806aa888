import GraphQLLanguage

/// A place in a schema file.
public struct Place: Sendable, Hashable, CustomStringConvertible {
  /// The file's name.
  public let file: String
  /// The line and column.
  public let location: SourceLocation

  /// A place.
  public init(file: String, location: SourceLocation) {
    self.file = file
    self.location = location
  }

  /// `file:line:column`
  public var description: String {
    location.isKnown ? "\(file):\(location.line):\(location.column)" : file
  }
}
