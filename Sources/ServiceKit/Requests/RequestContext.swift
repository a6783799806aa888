import HTTPCore
import Logging
import ProcessKit
import SharedKernel

/// A request after routing, authentication and authorisation.
public struct RequestContext: Sendable {
  public let request: HTTPRequest
  /// The name of the route, such as `POST /api/v1/orders`.
  public let routeName: String
  /// The decoded path parameters.
  public let pathParameters: [String: String]
  /// The caller; nil on a route for anyone without a valid token.
  public let principal: Principal?
  public let query: QueryParameters
  /// The request id, which the response and every log line contain.
  public let requestID: String
  public let logger: Logger
  private let proxies: TrustedProxies

  public init(
    request: HTTPRequest, routeName: String = "", pathParameters: [String: String] = [:], principal: Principal? = nil,
    query: QueryParameters, requestID: String = "", logger: Logger, proxies: TrustedProxies = .none
  ) {
    self.request = request
    self.routeName = routeName
    self.pathParameters = pathParameters
    self.principal = principal
    self.query = query
    self.requestID = requestID
    self.logger = logger
    self.proxies = proxies
  }

  /// The address of the client, behind the trusted proxies: the network that one client has for itself. It is `unknown` without an IP address.
  public var clientAddress: String { proxies.client(of: request)?.network.description ?? "unknown" }

  /// The path parameter as an identifier. 404 when it is not an identifier, because no such resource can exist.
  public func id(_ name: String = "id") throws(ServiceError) -> EntityID {
    guard let id = pathParameters[name].flatMap({ EntityID($0) }) else { throw .notFound() }
    return id
  }

  /// The caller, or 401.
  public func caller() throws(ServiceError) -> Caller {
    guard let principal else { throw .unauthenticated() }
    return Caller(userID: principal.userID, isAdmin: principal.isAdmin)
  }
}
