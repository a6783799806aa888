/// An error of any stage of a request, as it is in the response.
///
/// Source: GraphQL specification, section 7.1.2 "Errors".
public struct GraphQLError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong, for the developer of the client. It is safe to show.
  public var message: String

  /// The locations in the document of the request; unknown ones are left out.
  public var locations: [SourceLocation]

  /// The response path of the field that failed; empty when the error is not that of a field.
  public var path: [PathSegment]

  /// The entries of `extensions` in the response, for example `code`.
  public var extensions: [String: String]

  /// Further entries of `extensions`, as JSON text: those whose values are not strings.
  public var jsonExtensions: [String: String]

  public init(
    _ message: String, locations: [SourceLocation] = [], path: [PathSegment] = [], extensions: [String: String] = [:],
    jsonExtensions: [String: String] = [:]
  ) {
    self.message = message
    self.locations = locations.filter(\.isKnown)
    self.path = path
    self.extensions = extensions
    self.jsonExtensions = jsonExtensions
  }

  public init(_ message: String, at location: SourceLocation) {
    self.init(message, locations: [location])
  }

  public static func syntax(_ detail: String, at location: SourceLocation) -> GraphQLError {
    GraphQLError("Syntax Error: \(detail)", locations: [location])
  }

  /// `message (line:column, …)`
  public var description: String {
    guard !locations.isEmpty else { return message }
    return message + " (" + locations.map { "\($0.line):\($0.column)" }.joined(separator: ", ") + ")"
  }
}

/// One step of a response path: a response key or a list index.
public enum PathSegment: Hashable, Sendable {
  case field(String)
  /// A list's index, from 0.
  case index(Int)
}
