import Concurrency

/// Hashes and verifies passwords with argon2id on its own threads, never on an event loop.
///
/// The number of threads limits the memory (each hash needs `memoryKiB`). The queue limits the waiting time: when it is full, calls fail
/// with `.busy`.
public final class PasswordHasher: Sendable {
  /// The cost of new hashes.
  public let parameters: Argon2Parameters
  private let queue: WorkQueue

  /// Starts the threads. They end when the hasher is released.
  public init(parameters: Argon2Parameters = .recommended, threads: Int = 2, queueLimit: Int = 64) {
    self.parameters = parameters
    queue = WorkQueue(threads: max(1, threads), limit: max(1, queueLimit))
  }

  deinit { queue.close() }

  /// A PHC string with a new salt.
  public func hash(_ password: String) async throws(CryptoError) -> String {
    let parameters = parameters
    return try await run { () throws(CryptoError) in try Argon2.hash(Array(password.utf8), parameters: parameters) }
  }

  /// Whether `phc` is the hash of the password, with the parameters in `phc`.
  public func verify(_ password: String, against phc: String) async throws(CryptoError) -> Bool {
    try await run { () throws(CryptoError) in try Argon2.verify(Array(password.utf8), against: phc) }
  }

  /// Whether a stored hash has a lower cost than `parameters`. It should be replaced at the next login.
  public func needsRehash(_ phc: String) -> Bool {
    guard let stored = Argon2Parameters(phc: phc) else { return true }
    return stored.memoryKiB < parameters.memoryKiB || stored.passes < parameters.passes
  }

  private func run<Value: Sendable>(_ work: @escaping @Sendable () throws(CryptoError) -> Value) async throws(CryptoError) -> Value {
    let result = Promise<Result<Value, CryptoError>>()
    guard queue.submit({ result.fulfil(Result(catching: work)) }) else { throw CryptoError(.busy) }
    return try await result.value().get()
  }
}
