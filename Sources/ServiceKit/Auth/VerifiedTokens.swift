import SharedKernel
import Synchronization

/// A cache of verified tokens, so that each signature is checked once and not for every request.
///
/// A token is found by all of its bytes, and only until it expires. Revocation is not cached. At most twice `generationSize` tokens are kept:
/// a full young generation becomes the old one, and tokens of the previous old generation that were not used since are dropped.
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

  /// The caller of a cached token that has not expired at `now`.
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

  /// Caches the caller of a token.
  func keep(_ principal: Principal, of token: String) {
    state.withLock { $0.keep(principal, of: token, generationSize: generationSize) }
  }

  var count: Int { state.withLock { $0.younger.count + $0.older.count } }
}
