#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// An error of a descriptor, a connection or a name.
public enum SocketError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The deadline passed first.
  case timedOut
  /// The waiting task was cancelled.
  case cancelled
  /// The descriptor, the watch or the peer's side is closed.
  case closed
  /// No process listens at the address.
  case connectionRefused
  /// The host cannot be reached.
  case unreachable
  /// Another process listens on the port.
  case addressInUse
  /// The text is not a numeric address, or this machine does not have the address.
  case addressInvalid
  /// The host name has no address.
  case nameNotFound
  /// The process or the machine has no descriptor left (EMFILE, ENFILE).
  case tooManyDescriptors
  /// TLS failed: the peer has no acceptable certificate, or does not follow the protocol. The reason has no address and no name.
  case tls(reason: String)
  /// Any other error of a system call, with its errno.
  case system(call: String, errno: Int32)

  /// The error for an errno.
  package init(errno code: Int32, call: String) {
    switch code {
    case ECONNREFUSED: self = .connectionRefused
    case EHOSTUNREACH, ENETUNREACH, ENETDOWN, EHOSTDOWN: self = .unreachable
    case EADDRINUSE: self = .addressInUse
    case EADDRNOTAVAIL: self = .addressInvalid
    case EMFILE, ENFILE: self = .tooManyDescriptors
    case ETIMEDOUT: self = .timedOut
    case ECONNRESET, EPIPE, ENOTCONN, ECONNABORTED: self = .closed
    default: self = .system(call: call, errno: code)
    }
  }

  /// A message without addresses or names.
  public var description: String {
    switch self {
    case .timedOut: "timed out"
    case .cancelled: "cancelled"
    case .closed: "closed"
    case .connectionRefused: "connection refused"
    case .unreachable: "host unreachable"
    case .addressInUse: "address already in use"
    case .addressInvalid: "no such address on this machine"
    case .nameNotFound: "name has no address"
    case .tooManyDescriptors: "no file descriptor left"
    case .tls(let reason): "TLS failed: \(reason)"
    case .system(let call, let code): "\(call) failed with errno \(code)"
    }
  }
}
