import GraphQLLanguage

/// A position in a schema file.
public struct SourcePosition: Sendable, Hashable, CustomStringConvertible {
  public let file: String
  public let location: SourceLocation

  public init(file: String, location: SourceLocation) {
    self.file = file
    self.location = location
  }

  /// `file:line:column`
  public var description: String {
    location.isKnown ? "\(file):\(location.line):\(location.column)" : file
  }
}
