import SharedKernel

/// Where payments and their refunds are kept.
protocol PaymentRepository: Sendable {
  /// Keeps a new payment. Throws `PaymentError.livePaymentExists` when its order has one that did not fail.
  func add(_ payment: Payment) async throws

  /// Keeps a known payment's changes.
  func save(_ payment: Payment) async throws

  /// The payment with this id, whoever owns it.
  func find(_ id: EntityID) async throws -> Payment?

  /// The same, locked against other changes until the unit of work ends.
  func lock(_ id: EntityID) async throws -> Payment?

  /// One page with the true total.
  func list(_ filter: PaymentFilter, sort: PaymentSort, page: Page) async throws -> PagedList<Payment>

  /// The payments with these ids, in the order of the ids (each given once); only `owner`'s when given.
  func find(ids: [EntityID], owner: EntityID?) async throws -> [Payment]

  /// At most one payment for each order, in the order of the orders: the one that did not fail, or else the last one that did.
  func current(ofOrders orderIDs: [EntityID], owner: EntityID?) async throws -> [Payment]

  /// Keeps a new refund.
  func add(_ refund: Refund) async throws

  /// Keeps a known refund's status.
  func save(_ refund: Refund) async throws

  /// The refund with this id, locked until the unit of work ends.
  func lockRefund(_ id: EntityID) async throws -> Refund?

  /// The refund of this payment that a request with this key asked for.
  func refund(ofPayment paymentID: EntityID, idempotencyKey: String) async throws -> Refund?

  /// The payment of this order that did not fail, locked until the unit of work ends.
  func lockLive(ofOrder orderID: EntityID) async throws -> Payment?

  /// Payments that have been processing since before `moment`, locked; those that somebody else has locked are left out.
  func lockInterrupted(before moment: Timestamp, limit: Int) async throws -> [Payment]

  /// Refunds that are processing and were due at `moment`.
  func dueRefunds(at moment: Timestamp, limit: Int) async throws -> [Refund]
}

/// Where the orders are kept that this service has learnt of.
protocol OrderProjectionRepository: Sendable {
  /// Keeps what an event told, unless something newer is known; false then.
  @discardableResult func project(_ order: OrderProjection) async throws -> Bool

  /// The order with this id, whoever owns it.
  func find(_ id: EntityID) async throws -> OrderProjection?

  /// The same; what is learnt of the order from now on waits until the unit of work ends.
  func lockShared(_ id: EntityID) async throws -> OrderProjection?
}
