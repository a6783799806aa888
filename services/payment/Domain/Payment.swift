import SharedKernel

/// Money for one order. The amount is the order's and never changes.
struct Payment: Sendable, Equatable {
  /// Also the provider's idempotency key.
  let id: EntityID
  let orderID: EntityID
  let userID: EntityID
  let amount: Money
  let method: PaymentMethod
  /// What the provider gave the client for the means of payment. Forgotten once the payment is settled; never shown.
  private(set) var token: String?
  private(set) var status: PaymentStatus
  /// How much has been paid back.
  private(set) var refundedAmount: Money
  /// How much is being paid back right now.
  private(set) var refundingAmount: Money
  private(set) var failureReason: String?
  /// When the provider was last asked; set while the payment is processing.
  private(set) var processingSince: Timestamp?
  let createdAt: Timestamp
  /// Greater after each change, even when the clock is not; what the entity tag is made of.
  private(set) var updatedAt: Timestamp

  /// A payment as it lies in storage.
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

  /// A new, pending payment of all that an order costs.
  init(of order: OrderProjection, method: PaymentMethod, token: String, at now: Timestamp) {
    self.init(
      id: .make(), orderID: order.id, userID: order.userID, amount: order.amount, method: method, token: token,
      status: .pending, refundedAmount: .zero, refundingAmount: .zero, failureReason: nil, processingSince: nil,
      createdAt: now, updatedAt: now)
  }

  /// What may still be paid back: what is neither back nor on its way.
  var refundableAmount: Money {
    guard status == .success, let left = amount.subtracting(refundedAmount)?.subtracting(refundingAmount) else { return .zero }
    return left
  }

  /// Hands the payment to the provider. Throws `.illegalStateChange` unless it is pending.
  mutating func begin(at now: Timestamp) throws(PaymentError) {
    try move(to: .processing, at: now)
    processingSince = now
  }

  /// Takes up a payment whose processing was interrupted. Throws `.beingProcessed` while the interruption is not certain.
  mutating func resume(after patience: Duration, at now: Timestamp) throws(PaymentError) {
    guard status == .processing, let since = processingSince, since.advanced(by: patience) <= now else { throw .beingProcessed }
    processingSince = now
    touch(now)
  }

  /// Takes down what the provider decided and says what happened. Throws `.illegalStateChange` unless it is processing.
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

  /// Gives up a payment that nobody has been asked to charge, because its order is no longer to be paid.
  /// Throws `.illegalStateChange` unless it is pending.
  mutating func abandon(reason: String, at now: Timestamp) throws(PaymentError) -> PaymentEvent {
    guard status == .pending else { throw .illegalStateChange(from: status, to: .failed) }
    try move(to: .failed, at: now)
    failureReason = reason
    token = nil
    return .failed(self)
  }

  /// Sets all that is left aside for paying back without being asked; nil when nothing is left to pay back.
  mutating func beginAutomaticRefund(at now: Timestamp) throws(PaymentError) -> Refund? {
    guard refundableAmount > .zero else { return nil }
    var refund = try beginRefund(of: nil, idempotencyKey: Refund.automaticKey, at: now)
    refund.dueAt = now
    return refund
  }

  /// Sets all that is left aside once more, after the provider has refused to pay it back.
  mutating func beginAnotherRefund(at now: Timestamp) throws(PaymentError) -> Refund {
    var refund = try beginRefund(of: nil, at: now)
    refund.dueAt = now.advanced(by: Refund.pauseAfterRefusal)
    return refund
  }

  /// Sets an amount aside for paying back; nil is all that is left.
  /// Throws `.illegalStateChange` unless the payment succeeded, `.refundTooLarge` past what is left.
  mutating func beginRefund(of wanted: Money?, idempotencyKey: String? = nil, at now: Timestamp) throws(PaymentError) -> Refund {
    guard status.canBecome(.refunded) else { throw .illegalStateChange(from: status, to: .refunded) }
    let left = refundableAmount
    let amount = wanted ?? left
    guard amount > .zero, amount <= left, let refunding = refundingAmount.adding(amount) else { throw .refundTooLarge(left: left) }
    refundingAmount = refunding
    touch(now)
    return Refund(
      id: .make(), paymentID: id, amount: amount, status: .processing, idempotencyKey: idempotencyKey, createdAt: now,
      dueAt: now.advanced(by: Refund.patience))
  }

  /// Takes down what became of a refund. Says what happened, or nil when the provider refused it.
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
