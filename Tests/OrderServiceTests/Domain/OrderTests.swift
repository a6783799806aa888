import SharedKernel
import Testing

@testable import OrderService

@Suite struct OrderTests {
  let user = EntityID.make()
  let now = Timestamp(microseconds: 1_700_000_000_000_000)

  @Test func totalIsTheExactSumOfTheSubtotals() throws {
    let draft = OrderDraft(
      shippingAddress: "1 Road", notes: nil,
      items: [
        .init(productID: "a", productName: "A", quantity: 3, unitPrice: Money(hundredths: 10)),
        .init(productID: "b", productName: "B", quantity: 1, unitPrice: Money(hundredths: 99_999)),
      ])
    let order = try Order.place(draft, for: user, at: now)
    #expect(order.totalAmount.description == "1000.29")
    #expect(order.items.map(\.subtotal.description) == ["0.30", "999.99"])
    #expect(order.status == .pending)
    #expect(order.createdAt == now && order.updatedAt == now)
  }

  @Test func rejectsATotalAboveTheMaximum() {
    #expect(throws: OrderError.totalTooLarge) {
      try Order.place(.sample(unitPrice: "9999999999.99", quantity: 2), for: user, at: now)
    }
  }

  @Test(arguments: [0, 1001, -1])
  func rejectsQuantitiesOutOfRange(quantity: Int) {
    #expect(throws: OrderError.invalidItems) { try Order.place(.sample(quantity: quantity), for: user, at: now) }
  }

  @Test func rejectsAnOrderWithoutItems() {
    #expect(throws: OrderError.invalidItems) {
      try Order.place(OrderDraft(shippingAddress: "1 Road", notes: nil, items: []), for: user, at: now)
    }
  }

  @Test func aStatusChangeReturnsItsEvent() throws {
    var order = try Order.place(.sample(), for: user, at: now)
    let event = try order.move(to: .paid, by: .service("payment-service"), at: now)
    #expect(event == .statusChanged(order, from: .pending, actor: .service("payment-service")))
    #expect(order.status == .paid)
  }

  @Test func updatedAtIncreasesEvenIfTheClockDoesNot() throws {
    var order = try Order.place(.sample(), for: user, at: now)
    _ = try order.move(to: .paid, by: .paymentService, at: now)
    let first = order.updatedAt
    _ = try order.move(to: .processing, by: .user(user), at: now.advanced(by: .seconds(-5)))
    #expect(now < first && first < order.updatedAt)
  }

  @Test(arguments: OrderStatus.allCases, OrderStatus.allCases)
  func rejectsOtherTransitions(from: OrderStatus, to: OrderStatus) throws {
    var order = Order.sample(of: user, from)
    let before = order
    if from.canBecome(to) {
      if to.followsMoney {
        for actor in [OrderActor.user(user), .service("user-service")] {
          #expect(throws: OrderError.followsMoney(to: to)) { try order.move(to: to, by: actor, at: now) }
        }
        #expect(order == before)
        #expect(OrderError.followsMoney(to: to).description.contains("/api/v1/payments"))
      }
      _ = try order.move(to: to, by: to.followsMoney ? .paymentService : .user(user), at: now)
      #expect(order.status == to)
    } else {
      #expect(throws: OrderError.illegalStateChange(from: from, to: to)) { try order.move(to: to, by: .user(user), at: now) }
      #expect(order == before)
      #expect(OrderError.illegalStateChange(from: from, to: to).description.contains(from.rawValue))
      #expect(OrderError.illegalStateChange(from: from, to: to).description.contains(to.rawValue))
    }
  }
}
