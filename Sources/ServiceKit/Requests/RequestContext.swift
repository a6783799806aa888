import HTTPCore
import Logging
import SharedKernel

/// One request as a handler sees it: after routing, authentication and authorisation.
public struct RequestContext: Sendable {
  /// The request itself.
  public let request: HTTPRequest
  /// The name of the route, such as `POST /api/v1/orders`.
  public let routeName: String
  /// The decoded path parameters.
  public let pathParameters: [String: String]
  /// The caller; nil on a route for anyone when there is no valid token.
  public let principal: Principal?
  /// The decoded query.
  public let query: QueryParameters
  /// The request id, also in the answer and in every log line.
  public let requestID: String
  /// A logger whose lines carry the request id.
  public let logger: Logger

  /// A context, for the host and for tests of handlers.
  public init(
    request: HTTPRequest, routeName: String = "", pathParameters: [String: String] = [:], principal: Principal? = nil,
    query: QueryParameters, requestID: String = "", logger: Logger
  ) {
    self.request = request
    self.routeName = routeName
    self.pathParameters = pathParameters
    self.principal = principal
    self.query = query
    self.requestID = requestID
    self.logger = logger
  }

  /// The path parameter as an identifier. 404 when it is no identifier: nothing can be there.
  public func id(_ name: String = "id") throws(ServiceError) -> EntityID {
    guard let id = pathParameters[name].flatMap({ EntityID($0) }) else { throw .notFound() }
    return id
  }

  /// The caller, or 401.
  public func requirePrincipal() throws(ServiceError) -> Principal {
    guard let principal else { throw .unauthenticated() }
    return principal
  }
}
