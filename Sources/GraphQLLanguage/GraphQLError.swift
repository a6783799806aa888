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

extension GraphQLError {
  private static let maximumLocations = 20
  private static let maximumJSONBytes = 16 * 1024

  /// The error with at most 20 locations, with its texts shortened, and without JSON texts of more than 16 KiB. What a request quotes of itself in many errors can be far larger than
  /// the request.
  package var bounded: GraphQLError {
    var error = self
    error.message = message.shortened
    if locations.count > Self.maximumLocations { error.locations = Array(locations.prefix(Self.maximumLocations)) }
    if extensions.values.contains(where: { $0.utf8.count > String.maximumShortenedBytes }) {
      error.extensions = extensions.mapValues(\.shortened)
    }
    // JSON text cannot be shortened.
    if jsonExtensions.values.contains(where: { $0.utf8.count > Self.maximumJSONBytes }) {
      error.jsonExtensions = jsonExtensions.filter { $0.value.utf8.count <= Self.maximumJSONBytes }
    }
    return error
  }

  /// The bytes of the texts.
  package var textBytes: Int {
    let texts = [extensions.values, jsonExtensions.values].joined().reduce(message.utf8.count) { $0 + $1.utf8.count }
    return path.reduce(texts) { sum, segment in
      if case .field(let key) = segment { sum + key.utf8.count } else { sum + 8 }
    }
  }
}

extension String {
  package static let maximumShortenedBytes = 1000

  /// The text, or its first 1,000 bytes and an ellipsis.
  package var shortened: String {
    guard utf8.count > Self.maximumShortenedBytes else { return self }
    return self[..<utf8.index(startIndex, offsetBy: Self.maximumShortenedBytes)] + "…"
  }
}
