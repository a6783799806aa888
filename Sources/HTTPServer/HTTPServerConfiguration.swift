import HTTPCore
import TLS

/// Where a server listens, and its limits.
public struct HTTPServerConfiguration: Sendable {
  /// An address of this machine, or a name of one; `0.0.0.0` and `::` mean all of them. A name's first IPv4 address is used, or else its first
  /// IPv6 address.
  public var host: String
  /// The port; 0 selects a free port.
  public var port: Int
  /// The certificates, and what is asked of clients; nil for plain HTTP.
  public var tls: TLSServerContext?
  /// The limits on requests and connections.
  public var limits: HTTPLimits
  /// The maximum number of open connections of all loops together; further ones wait in the system's queue.
  public var maximumConnections = 16_384
  /// How long a graceful stop waits for requests in progress.
  public var drainTime: Duration = .seconds(30)
  /// How long a graceful stop keeps an idle connection open, so that a request that the client has just sent is answered.
  public var drainIdleTime: Duration = .milliseconds(500)
  /// Fields of every response. A handler does not set them.
  public var commonHeaders = HTTPFields()
  /// The value of the Server field; nil omits it.
  public var serverName: String?
  /// The response to a request that does not reach the handler, since it is too large, malformed or too slow.
  public var errorResponse: @Sendable (RefusedRequest) -> HTTPResponse = { refused in
    let error = refused.error
    // Codes and messages have no quotes or backslashes: they need no escaping.
    let body = "{\"success\":false,\"error\":{\"code\":\"\(error.code.rawValue)\",\"message\":\"\(error.message)\"}}"
    return HTTPResponse(status: error.status, headers: ["content-type": "application/json"], body: Array(body.utf8))
  }

  /// A configuration with the default limits.
  public init(host: String = "127.0.0.1", port: Int = 0, tls: TLSServerContext? = nil, limits: HTTPLimits = HTTPLimits()) {
    self.host = host
    self.port = port
    self.tls = tls
    self.limits = limits
  }
}
