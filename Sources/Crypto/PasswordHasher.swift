import SharedKernel
import Synchronization

/// Hashes and checks passwords with argon2id on threads of its own, never on an event loop.
///
/// The threads bound the memory (each hash takes `memoryKiB`), the queue bounds the waiting: past it, calls fail with `.busy`.
public final class PasswordHasher: Sendable {
  /// The cost of new hashes.
  public let parameters: Argon2Parameters
  private let queue: WorkQueue

  /// Starts the threads; they end when the hasher is let go.
  public init(parameters: Argon2Parameters = .recommended, threads: Int = 2, queueLimit: Int = 64) {
    self.parameters = parameters
    queue = WorkQueue(threads: max(1, threads), limit: max(1, queueLimit))
  }

  deinit { queue.close() }

  /// A PHC string with a fresh salt.
  public func hash(_ password: String) async throws(CryptoError) -> String {
    let parameters = parameters
    return try await run { () throws(CryptoError) in try Argon2.hash(Array(password.utf8), parameters: parameters) }
  }

  /// Whether the password is the one that `phc` was made from, with the parameters that `phc` names.
  public func verify(_ password: String, against phc: String) async throws(CryptoError) -> Bool {
    try await run { () throws(CryptoError) in try Argon2.verify(Array(password.utf8), against: phc) }
  }

  /// Whether a stored hash was made at a lower cost than today's, and should be made anew at the next login.
  public func needsRehash(_ phc: String) -> Bool {
    guard let stored = Argon2Parameters(phc: phc) else { return true }
    return stored.memoryKiB < parameters.memoryKiB || stored.passes < parameters.passes
  }

  private func run<Value: Sendable>(_ work: @escaping @Sendable () throws(CryptoError) -> Value) async throws(CryptoError) -> Value {
    let result: Result<Value, CryptoError> = await withCheckedContinuation { continuation in
      let isAccepted = queue.submit {
        do throws(CryptoError) { continuation.resume(returning: .success(try work())) } catch {
          continuation.resume(returning: .failure(error))
        }
      }
      if !isAccepted { continuation.resume(returning: .failure(CryptoError(.busy))) }
    }
    return try result.get()
  }
}
