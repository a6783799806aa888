import SharedKernel

/// Stores payments and their refunds.
protocol PaymentRepository: Sendable {
  /// Adds a payment. Throws `PaymentError.livePaymentExists` if its order has a payment that did not fail.
  func add(_ payment: Payment) async throws

  func save(_ payment: Payment) async throws

  func find(_ id: EntityID) async throws -> Payment?

  /// The same, locked for update until the unit of work ends.
  func lock(_ id: EntityID) async throws -> Payment?

  /// One page, with the total of all pages.
  func list(_ filter: PaymentFilter, sort: PaymentSort, page: Page) async throws -> PagedList<Payment>

  /// The payments with these distinct ids, in the order of the ids; only those of `owner`, if given.
  func find(ids: [EntityID], owner: EntityID?) async throws -> [Payment]

  /// At most one payment per order, in the order of the orders: the one that did not fail, or else the last failed one.
  func current(ofOrders orderIDs: [EntityID], owner: EntityID?) async throws -> [Payment]

  func add(_ refund: Refund) async throws

  func save(_ refund: Refund) async throws

  /// The refund with this id, locked until the unit of work ends.
  func lockRefund(_ id: EntityID) async throws -> Refund?

  /// The refund of this payment that was requested with this key.
  func refund(ofPayment paymentID: EntityID, idempotencyKey: String) async throws -> Refund?

  /// The payment of this order that did not fail, locked until the unit of work ends.
  func lockLive(ofOrder orderID: EntityID) async throws -> Payment?

  /// Payments that have been processing since before `moment`, locked. Payments that another transaction has locked are skipped.
  func lockInterrupted(before moment: Timestamp, limit: Int) async throws -> [Payment]

  /// Refunds that are processing and due at `moment`.
  func dueRefunds(at moment: Timestamp, limit: Int) async throws -> [Refund]
}

/// The projection of the orders.
protocol OrderProjectionRepository: Sendable {
  /// Saves the order unless the stored one is newer. Returns whether it was saved.
  @discardableResult func saveIfNewer(_ order: OrderProjection) async throws -> Bool

  func find(_ id: EntityID) async throws -> OrderProjection?

  /// The same, locked against changes until the unit of work ends.
  func lockShared(_ id: EntityID) async throws -> OrderProjection?
}
