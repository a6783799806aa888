/// Answers requests. Errors are the handler's to turn into responses, in one place.
public protocol HTTPHandler: Sendable {
  /// One request in, one response out. Runs on the event loop of the connection: it must never block.
  nonisolated(nonsending) func respond(to request: HTTPRequest) async -> HTTPResponse
}
