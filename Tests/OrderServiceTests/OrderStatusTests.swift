import Testing

@testable import OrderService

@Suite struct OrderStatusTests {
  /// Written out a second time on purpose: the table of the design, as pairs.
  static let allowed: Set<[OrderStatus]> = [
    [.pending, .paid], [.paid, .processing], [.processing, .shipped], [.shipped, .delivered],
    [.pending, .cancelled], [.paid, .cancelled], [.processing, .cancelled],
    [.paid, .refunded], [.processing, .refunded], [.cancelled, .refunded],
  ]

  @Test(arguments: OrderStatus.allCases, OrderStatus.allCases)
  func allowsExactlyTheStepsOfTheDesign(from: OrderStatus, to: OrderStatus) {
    #expect(from.canBecome(to) == Self.allowed.contains([from, to]))
  }

  @Test(arguments: OrderStatus.allCases)
  func everyStateHasALineInTheTable(status: OrderStatus) {
    #expect(OrderStatus.transitions[status] != nil)
  }
}
