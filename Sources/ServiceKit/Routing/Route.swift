import HTTPCore

/// One endpoint: method and path pattern, who may call it, and what answers.
public struct Route: Sendable {
  /// What answers; a thrown error becomes an envelope in one place, `ErrorResponder`.
  public typealias Handler = nonisolated(nonsending) @Sendable (RequestContext) async throws -> HTTPResponse

  /// The method.
  public let method: HTTPMethod
  /// The path with its parameters, such as `/api/v1/orders/:id/status`.
  public let pattern: String
  /// Who may call it.
  public let access: Access
  /// One line for the API description.
  public let summary: String
  /// What answers.
  public let handler: Handler
  /// What it takes and answers, as the API description tells it.
  public internal(set) var contract = RouteContract()

  /// A route. A segment that starts with `:` is a parameter; a static segment wins over a parameter.
  public init(_ method: HTTPMethod, _ pattern: String, access: Access, summary: String, _ handler: @escaping Handler) {
    self.method = method
    self.pattern = pattern
    self.access = access
    self.summary = summary
    self.handler = handler
  }

  /// The route as a row of the table in docs/services.md: method, pattern, who may call it, and what it does.
  public var tableRow: String { "| \(method.rawValue) | \(pattern) | \(access) | \(summary) |" }

  /// Whether it is answered before routing, for probes and scrapers: without request id, without failures.
  var isOperational: Bool { ["/health", "/ready", "/metrics"].contains(pattern) }

  /// Method and pattern, such as `POST /api/v1/orders`: the route's name in metrics and idempotency keys.
  public var name: String { "\(method.rawValue) \(pattern)" }
}
