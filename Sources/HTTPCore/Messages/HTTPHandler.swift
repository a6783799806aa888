/// Responds to requests. A handler turns its own errors into responses.
public protocol HTTPHandler: Sendable {
  /// The response to a request. Runs on the event loop of the connection, so it must not block.
  func respond(to request: HTTPRequest) async -> HTTPResponse
}
