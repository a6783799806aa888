import Authentication
import Logging
import ServiceLifecycle
import ServiceRuntime
import SharedKernel

/// Copies revoked tokens from the table `token_revocations` to Redis, and keeps the copy complete.
///
/// Whatever fails is tried again at the next pass. All replicas of the user service do this side by side: copying twice does no harm.
struct RevocationRelay: Service {
  /// The pause between two passes. Several passes fit into a lease, so that one late pass does not end it.
  private static let pause = Duration.milliseconds(400)
  private static let batchSize = 1000

  let revocations: PostgresTokenRevocations
  let set: RedisRevocationSet
  let logger: Logger

  /// Runs until the task is cancelled or the service group stops.
  func run() async throws {
    await cancelWhenGracefulShutdown {
      var isFailing = false
      var run: String?
      while !Task.isCancelled {
        do {
          try await pass(&run)
          if isFailing { logger.notice("revoked tokens are relayed again") }
          isFailing = false
        } catch {
          if !isFailing, !Task.isCancelled {
            logger.warning("revoked tokens wait in the database until Redis can be reached", metadata: ["error": "\(error)"])
          }
          isFailing = true
        }
        try? await Task.sleep(for: Self.pause)
      }
    }
  }

  /// Copies what is new, then renews the lease of the set. Rebuilds the set if Redis has lost it or has started again, and in the first pass.
  /// `run` is the run of Redis that the set was last rebuilt in.
  ///
  /// The lease counts from before the read that found nothing new. So a revocation that commits later is in the set, or the lease ends
  /// within `RedisRevocationSet.lease` of its commit.
  func pass(_ run: inout String?) async throws {
    let present = try await set.serverRun()
    var readAt = Timestamp.now
    while case let tokens = try await revocations.unrelayed(limit: Self.batchSize), !tokens.isEmpty {
      try await set.add(tokens)
      try await revocations.markRelayed(tokens, at: .now)
      readAt = .now
    }
    if run == present, try await set.renew(until: readAt.advanced(by: RedisRevocationSet.lease)) { return }
    readAt = .now
    let tokens = try await revocations.all()
    if try await set.rebuild(tokens, until: readAt.advanced(by: RedisRevocationSet.lease)) {
      run = present
      logger.notice("the set of revoked tokens is rebuilt", metadata: ["count": .stringConvertible(tokens.count)])
    }
  }
}
