import HTTPCore

/// What a route takes and answers, for the API description.
public struct RouteContract: Sendable {
  /// One answer: its body's media type and shape.
  struct Answer: Sendable {
    let status: Int
    let words: String
    let mediaType: String
    let schema: JSONSchema?
    var headers: [String] = []
  }

  var body: JSONSchema?
  var isBodyRequired = true
  var parameters: [RouteParameter] = []
  var answers: [Answer] = []
  var failures: Set<Int> = []
}

/// A parameter of the query, the path or the header.
public struct RouteParameter: Sendable {
  enum Place: String, Sendable {
    case query, path, header
  }

  let place: Place
  let name: String
  let words: String
  let schema: JSONSchema

  /// More about a parameter of the path than that it is an identifier.
  public static func path(_ name: String, _ schema: JSONSchema, _ words: String) -> RouteParameter {
    RouteParameter(place: .path, name: name, words: words, schema: schema)
  }

  /// A parameter of the query, which may be left out.
  public static func query(_ name: String, _ schema: JSONSchema, _ words: String) -> RouteParameter {
    RouteParameter(place: .query, name: name, words: words, schema: schema)
  }

  /// `?limit=` and `?offset=`, as `RequestContext.page()` reads them.
  public static let page = [
    query("limit", .integer(1...100, example: 20), "The most items to answer with; 20 when absent"),
    query("offset", .integer(0...1_000_000_000), "The items to skip"),
  ]

  /// Identifiers of a bulk look-up, with commas between them, as `BulkIDs` reads them.
  public static func ids(_ name: String = "ids", _ words: String = "Looks up these identifiers instead, at most 100, in their order")
    -> RouteParameter
  {
    query(name, .array(of: .id, count: 1...BulkIDs.maximum), words)
  }
}
