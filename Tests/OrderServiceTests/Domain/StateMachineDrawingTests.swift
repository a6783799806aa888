import ServiceTestSupport
import Testing

@testable import OrderService

@Suite struct StateMachineDrawingTests {
  @Test func theDocsDrawExactlyTheTransitions() throws {
    try StateMachineDrawing.check(section: "Orders", canBecome: OrderStatus.canBecome)
  }
}
