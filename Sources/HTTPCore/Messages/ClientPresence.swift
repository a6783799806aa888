/// Tells whether the client of a request still waits for the response.
public protocol ClientPresence: AnyObject, Sendable {
  /// Whether the client has ended its side of the connection. Costs no system call.
  var hasLeft: Bool { get }

  /// Calls a function when the client leaves, or at once if it has left. Returns the watch's number for `forget`; nil if nothing is kept.
  func onLeave(_ body: @escaping @Sendable () -> Void) -> Int?

  /// Ends a watch whose function has not been called.
  func forget(_ watch: Int)
}
