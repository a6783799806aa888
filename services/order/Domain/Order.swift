import SharedKernel

/// An order with its items. Items and total never change after it is placed; only the state moves.
struct Order: Sendable, Equatable {
  let id: EntityID
  let userID: EntityID
  private(set) var status: OrderStatus
  /// The sum of the items' subtotals.
  let totalAmount: Money
  let shippingAddress: String
  let notes: String?
  let items: [OrderItem]
  let createdAt: Timestamp
  /// Greater after each change, even when the clock is not; what the entity tag is made of.
  private(set) var updatedAt: Timestamp
  /// Set by a soft delete; a deleted order is not found any more.
  private(set) var deletedAt: Timestamp?

  /// An order as it lies in storage.
  init(
    id: EntityID, userID: EntityID, status: OrderStatus, totalAmount: Money, shippingAddress: String, notes: String?,
    items: [OrderItem], createdAt: Timestamp, updatedAt: Timestamp, deletedAt: Timestamp? = nil
  ) {
    self.id = id
    self.userID = userID
    self.status = status
    self.totalAmount = totalAmount
    self.shippingAddress = shippingAddress
    self.notes = notes
    self.items = items
    self.createdAt = createdAt
    self.updatedAt = updatedAt
    self.deletedAt = deletedAt
  }

  /// A new, pending order. Throws `.invalidItems` for counts out of range,
  /// `.totalTooLarge` when the sum is past what money holds.
  static func place(_ draft: OrderDraft, for userID: EntityID, at now: Timestamp) throws(OrderError) -> Order {
    guard OrderDraft.itemCount.contains(draft.items.count) else { throw .invalidItems }
    var items: [OrderItem] = []
    var total = Money.zero
    for wanted in draft.items {
      guard OrderDraft.quantity.contains(wanted.quantity), wanted.unitPrice >= .zero else { throw .invalidItems }
      guard let subtotal = wanted.unitPrice.times(wanted.quantity), let sum = total.adding(subtotal) else { throw .totalTooLarge }
      total = sum
      items.append(
        OrderItem(
          id: .make(), productID: wanted.productID, productName: wanted.productName, quantity: wanted.quantity,
          unitPrice: wanted.unitPrice, subtotal: subtotal))
    }
    return Order(
      id: .make(), userID: userID, status: .pending, totalAmount: total, shippingAddress: draft.shippingAddress,
      notes: draft.notes, items: items, createdAt: now, updatedAt: now)
  }

  /// Moves to `next` and says what happened. Throws `.illegalStateChange` when the state machine has no such step, and `.followsMoney` when it
  /// is one that only the payment service's word can take.
  mutating func move(to next: OrderStatus, by actor: OrderActor, at now: Timestamp) throws(OrderError) -> OrderEvent {
    guard status.canBecome(next) else { throw .illegalStateChange(from: status, to: next) }
    guard !next.followsMoney || actor == .paymentService else { throw .followsMoney(to: next) }
    let previous = status
    status = next
    touch(now)
    return .statusChanged(self, from: previous, actor: actor)
  }

  /// Marks the order as deleted and says what happened.
  mutating func delete(by actor: OrderActor, at now: Timestamp) -> OrderEvent {
    deletedAt = now
    touch(now)
    return .deleted(self, actor: actor)
  }

  private mutating func touch(_ now: Timestamp) {
    updatedAt = max(now, updatedAt.advanced(by: .microseconds(1)))
  }
}
