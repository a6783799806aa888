import SharedKernel
import Synchronization

/// The callers of tokens that verified, so that a signature is checked once and not with every request of the same token.
///
/// A token is found by all of its bytes, and only before its `exp`; whether it has been revoked is not kept here. At most twice `generationSize`
/// tokens are kept: when the younger generation is full it becomes the older one, and what was not asked for since is forgotten.
final class VerifiedTokens: Sendable {
  private struct State {
    var younger: [String: Principal] = [:]
    var older: [String: Principal] = [:]

    mutating func keep(_ principal: Principal, of token: String, generationSize: Int) {
      if younger.count >= generationSize {
        older = younger
        younger = [:]
      }
      younger[token] = principal
    }
  }

  private let generationSize: Int
  private let state = Mutex(State())

  init(generationSize: Int = 2048) { self.generationSize = generationSize }

  /// The caller of a token that verified before and has not ended at `now`.
  func principal(of token: String, now: Timestamp) -> Principal? {
    let principal = state.withLock { state -> Principal? in
      if let principal = state.younger[token] { return principal }
      guard let principal = state.older[token] else { return nil }
      state.keep(principal, of: token, generationSize: generationSize)
      return principal
    }
    guard let principal, now < principal.expiresAt else { return nil }
    return principal
  }

  /// Keeps what a token said.
  func keep(_ principal: Principal, of token: String) {
    state.withLock { $0.keep(principal, of: token, generationSize: generationSize) }
  }

  /// How many tokens are kept.
  var count: Int { state.withLock { $0.younger.count + $0.older.count } }
}
