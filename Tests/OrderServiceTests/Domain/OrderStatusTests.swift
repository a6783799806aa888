import Testing

@testable import OrderService

@Suite struct OrderStatusTests {
  /// The transitions of the design as pairs, deliberately independent of the implementation.
  static let allowed: Set<[OrderStatus]> = [
    [.pending, .paid], [.paid, .processing], [.processing, .shipped], [.shipped, .delivered],
    [.pending, .cancelled], [.paid, .cancelled], [.processing, .cancelled],
    [.paid, .refunded], [.processing, .refunded], [.shipped, .refunded], [.delivered, .refunded], [.cancelled, .refunded],
  ]

  @Test(arguments: OrderStatus.allCases, OrderStatus.allCases)
  func allowsExactlyTheTransitionsOfTheDesign(from: OrderStatus, to: OrderStatus) {
    #expect(from.canBecome(to) == Self.allowed.contains([from, to]))
  }

  @Test(arguments: OrderStatus.allCases)
  func everyStateHasTransitions(status: OrderStatus) {
    #expect(OrderStatus.transitions[status] != nil)
  }
}
