import HTTPCore

/// The requests that a route accepts and the responses that it gives, for its OpenAPI description.
public struct RouteContract: Sendable {
  struct Response: Sendable {
    let status: Int
    let description: String
    let mediaType: String
    let schema: JSONSchema?
    var headers: [ResponseHeader] = []
  }

  var body: JSONSchema?
  var isBodyRequired = true
  var parameters: [RouteParameter] = []
  var responses: [Response] = []
  var failures: Set<Int> = []
  /// The response never changes and needs no dependency.
  var isFixed = false
}

struct ResponseHeader: Sendable {
  let name: String
  let description: String
  let example: String
  /// Whether every such response has it.
  var isRequired = true

  static let entityTag = ResponseHeader(
    name: "ETag", description: "The version of the resource, for If-Match and If-None-Match", example: #""dt3z5rs1e3""#)
  static let replayed = ResponseHeader(
    name: "Idempotency-Replayed", description: "`true` when this is the stored first response", example: "true", isRequired: false)
  static let requestID = ResponseHeader(
    name: "X-Request-ID", description: "The request's own X-Request-ID, or a new one. Every log line of the request contains it",
    example: "019aa2f0-5c1e-7c3a-9d2b-0f6f1d2a7b10")
  static let challenge = ResponseHeader(name: "WWW-Authenticate", description: "How to authenticate", example: "Bearer")
  static let retryAfter = ResponseHeader(name: "Retry-After", description: "Seconds to wait before a retry", example: "1")

  /// The path of the created resource: `/api/v1/orders` and an identifier.
  static func location(_ pattern: String) -> ResponseHeader {
    let collection = pattern.split(separator: "/").prefix(3).map { "/\($0)" }.joined()
    return ResponseHeader(
      name: "Location", description: "The path of the created resource", example: collection + "/019aa2f0-5c1e-7c3a-9d2b-0f6f1d2a7b10")
  }
}

/// Where a request carries a parameter.
enum ParameterLocation: String, Sendable {
  case query, path, header
}

/// A parameter of the query, the path or a header field.
public struct RouteParameter: Sendable {
  let location: ParameterLocation
  let name: String
  let description: String
  let schema: JSONSchema

  /// Describes a path parameter that is not an identifier.
  public static func path(_ name: String, _ schema: JSONSchema, _ description: String) -> RouteParameter {
    RouteParameter(location: .path, name: name, description: description, schema: schema)
  }

  /// An optional query parameter.
  public static func query(_ name: String, _ schema: JSONSchema, _ description: String) -> RouteParameter {
    RouteParameter(location: .query, name: name, description: description, schema: schema)
  }

  /// `?limit=` and `?offset=`, as `QueryReader.page()` reads them.
  public static let page = [
    query("limit", .integer(1...100, example: 20, default: 20), "The maximum number of items in the response. Look-ups ignore it"),
    query("offset", .integer(0...1_000_000_000, default: 0), "The number of items to skip. Look-ups ignore it"),
  ]

  /// The comma-separated identifiers of a bulk look-up, as `QueryReader.bulkIDs` reads them.
  public static func ids(
    _ name: String = "ids", _ description: String = "Looks up these 1 to 100 identifiers and returns them in this order. Filters apply"
  ) -> RouteParameter {
    query(name, .array(of: .id, count: 1...QueryReader.maximumIDs), description)
  }
}
