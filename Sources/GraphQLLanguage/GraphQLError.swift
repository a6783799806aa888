/// An error of any stage of a request, in the shape that the response shows.
///
/// Source: GraphQL specification, section 7.1.2 "Errors".
public struct GraphQLError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What went wrong, in words for the developer of the client. Safe to show.
  public var message: String

  /// The places in the request's document, possibly none.
  public var locations: [SourceLocation]

  /// The response path of the field that failed; empty when the error belongs to no field.
  public var path: [PathSegment]

  /// Further entries for the response's `extensions`, for example `code`.
  public var extensions: [String: String]

  /// An error; unknown locations are left out.
  public init(_ message: String, locations: [SourceLocation] = [], path: [PathSegment] = [], extensions: [String: String] = [:]) {
    self.message = message
    self.locations = locations.filter(\.isKnown)
    self.path = path
    self.extensions = extensions
  }

  /// An error at one place.
  public init(_ message: String, at location: SourceLocation) {
    self.init(message, locations: [location])
  }

  /// A syntax error, as the parser words it.
  public static func syntax(_ detail: String, at location: SourceLocation) -> GraphQLError {
    GraphQLError("Syntax Error: \(detail)", locations: [location])
  }

  /// The message with its places: `message (line:column)`.
  public var description: String {
    guard !locations.isEmpty else { return message }
    return message + " (" + locations.map { "\($0.line):\($0.column)" }.joined(separator: ", ") + ")"
  }
}

/// One step of a response path: a response key or a list index.
public enum PathSegment: Hashable, Sendable {
  /// A field's response key.
  case field(String)
  /// A list's index, from 0.
  case index(Int)
}
