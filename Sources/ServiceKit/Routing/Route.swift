import HTTPCore

/// An endpoint: method, path pattern, access and handler.
public struct Route: Sendable {
  /// A thrown error becomes a response in `ErrorResponder`.
  public typealias Handler = @Sendable (RequestContext) async throws -> HTTPResponse

  public let method: HTTPMethod
  /// The path with its parameters, such as `/api/v1/orders/:id/status`.
  public let pattern: String
  public let access: Access
  /// One line for the OpenAPI description.
  public let summary: String
  public let handler: Handler
  /// What a limited token needs here. A route for anyone needs nothing.
  public private(set) var scope = ScopeRequirement.unlimited
  /// The requests and responses, for the OpenAPI description.
  public internal(set) var contract = RouteContract()

  /// A segment that starts with `:` is a parameter.
  public init(_ method: HTTPMethod, _ pattern: String, access: Access, summary: String, _ handler: @escaping Handler) {
    self.method = method
    self.pattern = pattern
    self.access = access
    self.summary = summary
    self.handler = handler
  }

  /// Limited tokens with one of these scopes may be used here.
  public func scopes(_ names: String...) -> Route { needing(.oneOf(names)) }

  /// All limited tokens may be used here.
  public func anyScope() -> Route { needing(.any) }

  private func needing(_ scope: ScopeRequirement) -> Route {
    var route = self
    route.scope = scope
    return route
  }

  /// The route as a row of the table in docs/services.md.
  public var tableRow: String { "| \(method.rawValue) | \(pattern) | \(access) | \(summary) |" }

  /// Whether `ServiceHandler` answers it before routing, without a request id.
  var isOperational: Bool { ["/health", "/ready", "/metrics"].contains(pattern) }

  /// Method and pattern, such as `POST /api/v1/orders`: the route's name in metrics and idempotency keys.
  public var name: String { "\(method.rawValue) \(pattern)" }
}
