import SharedKernel

/// Where orders are kept. Deleted orders are never found.
protocol OrderRepository: Sendable {
  /// Keeps a new order with its items.
  func add(_ order: Order) async throws

  /// Keeps a known order's state and deletion; the rest of an order never changes.
  func save(_ order: Order) async throws

  /// The order with this id, whoever owns it.
  func find(_ id: EntityID) async throws -> Order?

  /// The same, locked against other changes until the unit of work ends.
  func lock(_ id: EntityID) async throws -> Order?

  /// A user's pending orders, locked, oldest first.
  func lockPending(ofUser userID: EntityID) async throws -> [Order]

  /// One page with the true total.
  func list(_ filter: OrderFilter, sort: OrderSort, page: Page) async throws -> PagedList<Order>

  /// The orders with these ids, in the order of the ids (each given once); only `owner`'s when given.
  func find(ids: [EntityID], owner: EntityID?) async throws -> [Order]

  /// The newest matching orders of each user: users in the given order, newest first within each. The filter's own user does not count.
  func newest(ofUsers userIDs: [EntityID], matching filter: OrderFilter, limitPerUser: Int) async throws -> [Order]

  /// Keeps an attempt to pay; the same payment twice is kept once.
  func record(_ attempt: FailedPayment) async throws
}
