import JSON
import Logging
import Messaging
import SharedKernel

/// Cancels what a deleted user has left pending.
struct UserEventConsumer: Sendable {
  let cancelOrdersOfUser: CancelOrdersOfUser
  let logger: Logger

  /// Applies one event.
  func handle(_ event: IncomingEvent) async throws {
    try await handle(deletionOf: event.aggregateID)
  }

  func handle(deletionOf userID: EntityID) async throws {
    let count = try await cancelOrdersOfUser(userID)
    if count > 0 { logger.info("orders of a deleted user cancelled", metadata: ["userId": "\(userID)", "count": "\(count)"]) }
  }
}
