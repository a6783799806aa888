/// Tells whether the client of a request still waits for the response.
public protocol ClientPresence: AnyObject, Sendable {
  /// Whether the client has ended its side of the connection. Costs no system call.
  var hasLeft: Bool { get }
}
