import ServiceTestSupport
import Testing

@testable import OrderService

@Suite struct StateMachineDrawingTests {
  @Test func theDocsDrawExactlyTheTransitions() throws {
    let drawn = try StateMachineDrawing.transitions(section: "Orders")
    let table = OrderStatus.allCases.flatMap { from in
      OrderStatus.allCases.filter(from.canBecome).map { [from.rawValue, $0.rawValue] }
    }
    #expect(Set(drawn) == Set(table))
    #expect(drawn.count == table.count)
  }
}
