import RESTConnectors
import Synchronization

/// Holds every call until the test answers it; a cancelled call ends by itself.
final class HeldTransport: RESTTransport {
  private typealias Answer = Result<UpstreamResponse, UpstreamFailure>
  private struct Call {
    let id: Int
    let request: UpstreamRequest
    let continuation: CheckedContinuation<Answer, Never>
  }

  private let state = Mutex<(calls: [Call], total: Int)>(([], 0))

  /// How many calls are held.
  var held: Int { state.withLock { $0.calls.count } }
  /// How many calls there have been.
  var total: Int { state.withLock { $0.total } }
  var urls: [String] { state.withLock { $0.calls.map(\.request.url) } }

  func send(_ request: UpstreamRequest) async throws(UpstreamFailure) -> UpstreamResponse {
    let id = state.withLock { state in
      state.total += 1
      return state.total
    }
    return try await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        state.withLock { state in
          if Task.isCancelled { return continuation.resume(returning: Answer.failure(.cancelled)) }
          state.calls.append(Call(id: id, request: request, continuation: continuation))
        }
      }
    } onCancel: {
      let call = state.withLock { state in state.calls.firstIndex { $0.id == id }.map { state.calls.remove(at: $0) } }
      call?.continuation.resume(returning: .failure(.cancelled))
    }.get()
  }

  /// Answers the longest held call.
  func answer(_ status: Int, _ body: String = "{}", headers: [(String, String)] = []) {
    end(.success(UpstreamResponse(status: status, headers: headers, body: Array(body.utf8))))
  }

  /// Fails the longest held call.
  func fail(_ failure: UpstreamFailure) { end(.failure(failure)) }

  private func end(_ answer: Answer) {
    let call = state.withLock { $0.calls.isEmpty ? nil : $0.calls.removeFirst() }
    call?.continuation.resume(returning: answer)
  }
}
