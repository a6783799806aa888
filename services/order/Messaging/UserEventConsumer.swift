import JSON
import Logging
import Messaging
import SharedKernel

/// The deletion of a user; the envelope names the user.
struct UserDeletedPayload: EventPayload {
  static let eventNames = ["user.deleted"]

  init(eventName: String, data: JSONView) {}
}

/// Cancels the pending orders of a deleted user.
struct UserEventConsumer: Sendable {
  let cancelOrdersOfUser: CancelOrdersOfUser
  let logger: Logger

  func handle(_ event: EventEnvelope<UserDeletedPayload>) async throws {
    let userID = event.aggregateID
    let count = try await cancelOrdersOfUser(userID)
    if count > 0 {
      logger.info("orders of a deleted user cancelled", metadata: ["userId": "\(userID)", "count": .stringConvertible(count)])
    }
  }
}
