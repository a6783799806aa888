import SharedKernel

/// Stores orders. Deleted orders are not found, except by `lockIncludingDeleted`.
protocol OrderRepository: Sendable {
  /// Adds a new order with its items. Throws `OrderError.accountDeleted` if its user is recorded as deleted.
  func add(_ order: Order) async throws

  /// Updates an order's status and deletion; the rest of an order never changes.
  func save(_ order: Order) async throws

  func find(_ id: EntityID) async throws -> Order?

  /// The same, locked for update until the unit of work ends.
  func lock(_ id: EntityID) async throws -> Order?

  /// The same, also for a deleted order: an event about its payment may arrive later.
  func lockIncludingDeleted(_ id: EntityID) async throws -> Order?

  /// Records that a user's account was deleted; recording it again changes nothing.
  func recordDeletedUser(_ userID: EntityID, at moment: Timestamp) async throws

  /// A user's pending orders, locked, oldest first.
  func lockPending(ofUser userID: EntityID) async throws -> [Order]

  /// One page, with the total of all pages.
  func list(_ filter: OrderFilter, sort: OrderSort, page: Page) async throws -> PagedList<Order>

  /// The orders with these distinct ids, in the order of the ids; only those of `owner`, if given.
  func find(ids: [EntityID], owner: EntityID?) async throws -> [Order]

  /// The newest matching orders of each user: users in the given order, newest first for each. The filter's own user is ignored.
  func newest(ofUsers userIDs: [EntityID], matching filter: OrderFilter, limitPerUser: Int) async throws -> [Order]

  /// Records a failed payment; recording the same payment again changes nothing.
  func record(_ attempt: FailedPayment) async throws
}
