import SharedKernel

/// An order with its items. Only its status changes after it is placed, never the items or the total.
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
  /// Increases with each change, even if the clock does not. The entity tag is derived from it.
  private(set) var updatedAt: Timestamp
  /// The time of a soft delete. Repositories never find a deleted order.
  private(set) var deletedAt: Timestamp?

  /// Restores an order from storage.
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

  /// A new, pending order. Throws `.invalidItems` for counts out of range, and
  /// `.totalTooLarge` if the sum exceeds `Money.maximum`.
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

  /// Changes the status to `next` and returns the event. Throws `.illegalStateChange` if the state machine has no such transition, and
  /// `.followsMoney` if only an event of the payment service may cause it.
  mutating func move(to next: OrderStatus, by actor: OrderActor, at now: Timestamp) throws(OrderError) -> OrderEvent {
    guard status.canBecome(next) else { throw .illegalStateChange(from: status, to: next) }
    guard !next.followsMoney || actor == .paymentService else { throw .followsMoney(to: next) }
    let previous = status
    status = next
    touch(now)
    return .statusChanged(self, from: previous, actor: actor)
  }

  /// Marks the order as deleted and returns the event.
  mutating func delete(by actor: OrderActor, at now: Timestamp) -> OrderEvent {
    deletedAt = now
    touch(now)
    return .deleted(self, actor: actor)
  }

  private mutating func touch(_ now: Timestamp) {
    updatedAt = max(now, updatedAt.advanced(by: .microseconds(1)))
  }
}
