import HTTPCore
import Synchronization
import Upstreams

/// Holds every request until the test answers it. A cancelled request fails at once.
final class HeldTransport: UpstreamTransport {
  private typealias Outcome = Result<UpstreamResponse, UpstreamFailure>
  private struct Call {
    let id: Int
    let continuation: CheckedContinuation<Outcome, Never>
  }

  private let state = Mutex<(calls: [Call], total: Int)>(([], 0))

  var held: Int { state.withLock { $0.calls.count } }
  /// The requests so far.
  var total: Int { state.withLock { $0.total } }

  func send(_ request: UpstreamRequest) async throws(UpstreamFailure) -> UpstreamResponse {
    let id = state.withLock { state in
      state.total += 1
      return state.total
    }
    request.cancellation?.onCancel { self.cancel(id) }
    return try await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        state.withLock { state in
          if Task.isCancelled { return continuation.resume(returning: Outcome.failure(.cancelled)) }
          state.calls.append(Call(id: id, continuation: continuation))
        }
      }
    } onCancel: {
      cancel(id)
    }.get()
  }

  private func cancel(_ id: Int) {
    let call = state.withLock { state in state.calls.firstIndex { $0.id == id }.map { state.calls.remove(at: $0) } }
    call?.continuation.resume(returning: .failure(.cancelled))
  }

  /// Answers the oldest held request.
  func answer(_ status: Int, _ body: String = "{}", headers: HTTPFields = [:]) {
    end(.success(UpstreamResponse(status: status, headers: headers, body: Array(body.utf8))))
  }

  /// Fails the oldest held request.
  func fail(_ failure: UpstreamFailure) { end(.failure(failure)) }

  private func end(_ outcome: Outcome) {
    let call = state.withLock { $0.calls.isEmpty ? nil : $0.calls.removeFirst() }
    call?.continuation.resume(returning: outcome)
  }
}
