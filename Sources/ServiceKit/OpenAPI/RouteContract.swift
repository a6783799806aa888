import HTTPCore

/// What a route takes and answers, for the API description.
public struct RouteContract: Sendable {
  /// One answer: its body's media type and shape.
  struct Answer: Sendable {
    let status: Int
    let words: String
    let mediaType: String
    let schema: JSONSchema?
    var headers: [AnswerHeader] = []
  }

  var body: JSONSchema?
  var isBodyRequired = true
  var parameters: [RouteParameter] = []
  var answers: [Answer] = []
  var failures: Set<Int> = []
  /// The answer is always the same, and no dependency is asked.
  var isFixed = false
}

/// A header field that an answer carries.
struct AnswerHeader: Sendable {
  let name: String
  let words: String
  let example: String
  /// Whether every such answer has it.
  var isRequired = true

  static let entityTag = AnswerHeader(
    name: "ETag", words: "The state of the resource, for If-Match and If-None-Match", example: #""dt3z5rs1e3""#)
  static let replayed = AnswerHeader(
    name: "Idempotency-Replayed", words: "`true` when this is the first answer again", example: "true", isRequired: false)
  static let requestID = AnswerHeader(
    name: "X-Request-ID", words: "The request's own X-Request-ID, or a new one; it is in every log line of the request",
    example: "019aa2f0-5c1e-7c3a-9d2b-0f6f1d2a7b10")
  static let challenge = AnswerHeader(name: "WWW-Authenticate", words: "How to authenticate", example: "Bearer")
  static let retryAfter = AnswerHeader(name: "Retry-After", words: "Seconds to wait before trying again", example: "1")

  /// The path of what a route with this pattern has made: `/api/v1/orders` and an identifier.
  static func location(_ pattern: String) -> AnswerHeader {
    let collection = pattern.split(separator: "/").prefix(3).map { "/\($0)" }.joined()
    return AnswerHeader(name: "Location", words: "The path of what was made", example: collection + "/019aa2f0-5c1e-7c3a-9d2b-0f6f1d2a7b10")
  }
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
    query("limit", .integer(1...100, example: 20, default: 20), "The most items to answer with; not for look-ups"),
    query("offset", .integer(0...1_000_000_000, default: 0), "The items to skip; not for look-ups"),
  ]

  /// Identifiers of a bulk look-up, with commas between them, as `BulkIDs` reads them.
  public static func ids(
    _ name: String = "ids", _ words: String = "Looks up these identifiers instead, 1 to 100, in their order; filters narrow it"
  )
    -> RouteParameter
  {
    query(name, .array(of: .id, count: 1...BulkIDs.maximum), words)
  }
}
