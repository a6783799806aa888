import HTTPCore
import Synchronization

/// Answers every call with the JSON object `{"id": …}` of its `Authorization` and remembers the calls.
final class CountingUpstream: HTTPHandler {
  private let state = Mutex<[HTTPRequest]>([])
  private let answer: @Sendable (HTTPRequest) -> HTTPResponse?

  /// - Parameter answer: the response to a call that is not counted, such as one for keys; nil for all others.
  init(_ answer: @escaping @Sendable (HTTPRequest) -> HTTPResponse? = { _ in nil }) { self.answer = answer }

  func respond(to request: HTTPRequest) async -> HTTPResponse {
    if let response = answer(request) { return response }
    state.withLock { $0.append(request) }
    return HTTPResponse(headers: ["Content-Type": "application/json"], body: Array(#"{"id":"1"}"#.utf8))
  }

  /// `GET /path`, in the order of the calls.
  var calls: [String] { requests.map { "\($0.method) \($0.target)" } }

  var requests: [HTTPRequest] { state.withLock { $0 } }

  func forget() { state.withLock { $0 = [] } }
}
