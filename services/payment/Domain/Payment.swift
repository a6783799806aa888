import SharedKernel

/// The payment of one order. Its amount is the order's total and never changes.
struct Payment: Sendable, Equatable {
  /// Also the provider's idempotency key.
  let id: EntityID
  let orderID: EntityID
  let userID: EntityID
  let amount: Money
  let method: PaymentMethod
  /// The provider's token for the means of payment. It is deleted when the payment is settled, and never shown.
  private(set) var token: String?
  private(set) var status: PaymentStatus
  /// The amount that has been refunded.
  private(set) var refundedAmount: Money
  /// The amount of refunds in progress.
  private(set) var refundingAmount: Money
  private(set) var failureReason: String?
  /// The time of the last call to the provider; set while the payment is processing.
  private(set) var processingSince: Timestamp?
  let createdAt: Timestamp
  /// Increases with each change, even if the clock does not. The entity tag is derived from it.
  private(set) var updatedAt: Timestamp

  /// Restores a payment from storage.
  init(
    id: EntityID, orderID: EntityID, userID: EntityID, amount: Money, method: PaymentMethod, token: String?,
    status: PaymentStatus, refundedAmount: Money, refundingAmount: Money, failureReason: String?,
    processingSince: Timestamp?, createdAt: Timestamp, updatedAt: Timestamp
  ) {
    self.id = id
    self.orderID = orderID
    self.userID = userID
    self.amount = amount
    self.method = method
    self.token = token
    self.status = status
    self.refundedAmount = refundedAmount
    self.refundingAmount = refundingAmount
    self.failureReason = failureReason
    self.processingSince = processingSince
    self.createdAt = createdAt
    self.updatedAt = updatedAt
  }

  /// A new, pending payment of the order's total.
  init(of order: OrderProjection, method: PaymentMethod, token: String, at now: Timestamp) {
    self.init(
      id: .make(), orderID: order.id, userID: order.userID, amount: order.amount, method: method, token: token,
      status: .pending, refundedAmount: .zero, refundingAmount: .zero, failureReason: nil, processingSince: nil,
      createdAt: now, updatedAt: now)
  }

  /// The amount that can still be refunded.
  var refundableAmount: Money {
    guard status == .success, let left = amount.subtracting(refundedAmount)?.subtracting(refundingAmount) else { return .zero }
    return left
  }

  /// Starts processing. Throws `.illegalStateChange` unless the payment is pending.
  mutating func begin(at now: Timestamp) throws(PaymentError) {
    try move(to: .processing, at: now)
    processingSince = now
  }

  /// Resumes a payment whose processing was interrupted. Throws `.beingProcessed` until `timeout` has passed since the last call.
  mutating func resume(after timeout: Duration, at now: Timestamp) throws(PaymentError) {
    guard status == .processing, let since = processingSince, since.advanced(by: timeout) <= now else { throw .beingProcessed }
    processingSince = now
    touch(now)
  }

  /// Records the provider's decision and returns the event. Throws `.illegalStateChange` unless the payment is processing.
  mutating func settle(_ outcome: ChargeOutcome, at now: Timestamp) throws(PaymentError) -> PaymentEvent {
    switch outcome {
    case .charged: try move(to: .success, at: now)
    case .declined(let reason):
      try move(to: .failed, at: now)
      failureReason = reason
    }
    token = nil
    processingSince = nil
    return status == .success ? .succeeded(self) : .failed(self)
  }

  /// Fails a payment before it is charged, because its order was cancelled.
  /// Throws `.illegalStateChange` unless it is pending.
  mutating func abandon(reason: String, at now: Timestamp) throws(PaymentError) -> PaymentEvent {
    guard status == .pending else { throw .illegalStateChange(from: status, to: .failed) }
    try move(to: .failed, at: now)
    failureReason = reason
    token = nil
    return .failed(self)
  }

  /// Starts a refund of the remaining amount for a cancelled order; nil if nothing remains.
  mutating func beginAutomaticRefund(at now: Timestamp) throws(PaymentError) -> Refund? {
    guard refundableAmount > .zero else { return nil }
    var refund = try beginRefund(of: nil, idempotencyKey: Refund.automaticKey, at: now)
    refund.dueAt = now
    return refund
  }

  /// Starts another refund of the remaining amount, after the provider has refused one.
  mutating func beginAnotherRefund(at now: Timestamp) throws(PaymentError) -> Refund {
    var refund = try beginRefund(of: nil, at: now)
    refund.dueAt = now.advanced(by: Refund.pauseAfterRefusal)
    return refund
  }

  /// Starts a refund; a nil amount means the remaining amount.
  /// Throws `.illegalStateChange` unless the payment succeeded, and `.refundTooLarge` if the amount exceeds the remaining amount.
  mutating func beginRefund(of wanted: Money?, idempotencyKey: String? = nil, at now: Timestamp) throws(PaymentError) -> Refund {
    guard status.canBecome(.refunded) else { throw .illegalStateChange(from: status, to: .refunded) }
    let left = refundableAmount
    let amount = wanted ?? left
    guard amount > .zero, amount <= left, let refunding = refundingAmount.adding(amount) else { throw .refundTooLarge(left: left) }
    refundingAmount = refunding
    touch(now)
    return Refund(
      id: .make(), paymentID: id, amount: amount, status: .processing, idempotencyKey: idempotencyKey, createdAt: now,
      dueAt: now.advanced(by: Refund.timeout))
  }

  /// Records the outcome of a refund and returns the event; nil if the provider refused the refund.
  mutating func settle(_ refund: Refund, at now: Timestamp) throws(PaymentError) -> PaymentEvent? {
    guard let refunding = refundingAmount.subtracting(refund.amount), refunding >= .zero else {
      throw .refundTooLarge(left: refundableAmount)
    }
    refundingAmount = refunding
    touch(now)
    guard refund.status == .success else { return nil }
    guard let refunded = refundedAmount.adding(refund.amount) else { throw .refundTooLarge(left: refundableAmount) }
    refundedAmount = refunded
    if refunded == amount { try move(to: .refunded, at: now) }
    return .refunded(self, refund)
  }

  private mutating func move(to next: PaymentStatus, at now: Timestamp) throws(PaymentError) {
    guard status.canBecome(next) else { throw .illegalStateChange(from: status, to: next) }
    status = next
    touch(now)
  }

  private mutating func touch(_ now: Timestamp) {
    updatedAt = max(now, updatedAt.advanced(by: .microseconds(1)))
  }
}
