/// A request that does not reach the handler, because it is malformed, too large or too slow.
public struct RefusedRequest: Sendable {
  public let error: HTTPError
  /// What is known of the request. Nil if its request line is not valid. Without headers if its head is not complete, and without the query
  /// if its target is too long. The body is not complete.
  public let request: HTTPRequest?

  public init(_ error: HTTPError, _ request: HTTPRequest?) {
    self.error = error
    self.request = request
  }

  public var status: HTTPStatus { error.status }
}
