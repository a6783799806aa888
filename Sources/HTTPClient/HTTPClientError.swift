import HTTPCore
import Sockets

/// Why an exchange has no response.
public enum HTTPClientError: Error, Hashable, Sendable, CustomStringConvertible {
  /// No server listens at the origin.
  case connectionRefused
  /// The origin cannot be reached.
  case unreachable
  /// The origin's name has no address.
  case nameNotFound
  /// The timeout has passed; the server may have acted on the request.
  case timedOut
  /// The task was cancelled; the server may have acted on the request.
  case cancelled
  /// The server closed the connection before the response was complete; it may have acted on the request.
  case connectionClosed
  /// The response is not valid HTTP/1.1; the message says why.
  case malformedResponse(String)
  /// The response's head or content is larger than allowed.
  case tooLarge
  /// The request cannot be sent; the message says why.
  case invalidRequest(String)
  /// TLS failed: the server has no acceptable certificate, or does not accept the client's. The reason is for the log.
  case tls(reason: String)
  /// The client has been stopped.
  case stopped
  /// Another error of the system.
  case system(SocketError)

  init(_ error: SocketError) {
    switch error {
    case .connectionRefused: self = .connectionRefused
    case .unreachable: self = .unreachable
    case .nameNotFound: self = .nameNotFound
    case .timedOut: self = .timedOut
    case .cancelled: self = .cancelled
    case .closed: self = .connectionClosed
    case .tls(let reason): self = .tls(reason: reason)
    case .addressInUse, .addressInvalid, .tooManyDescriptors, .system: self = .system(error)
    }
  }

  init(_ error: HTTPError) {
    switch error.code {
    case .contentTooLarge, .headTooLarge, .targetTooLong: self = .tooLarge
    default: self = .malformedResponse(error.message)
    }
  }

  /// A message without names, addresses or content.
  public var description: String {
    switch self {
    case .connectionRefused: "connection refused"
    case .unreachable: "host unreachable"
    case .nameNotFound: "host name not found"
    case .timedOut: "timed out"
    case .cancelled: "cancelled"
    case .connectionClosed: "connection closed before the response was complete"
    case .malformedResponse(let message): "malformed response: \(message)"
    case .tooLarge: "response larger than allowed"
    case .invalidRequest(let message): "invalid request: \(message)"
    case .tls(let reason): "TLS failed: \(reason)"
    case .stopped: "client stopped"
    case .system(let error): error.description
    }
  }
}
