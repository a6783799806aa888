import ServiceTestSupport
import Testing

@testable import PaymentService

@Suite struct StateMachineDrawingTests {
  @Test func theDocsDrawExactlyTheTransitions() throws {
    let drawn = try StateMachineDrawing.transitions(section: "Payments")
    let table = PaymentStatus.allCases.flatMap { from in
      PaymentStatus.allCases.filter(from.canBecome).map { [from.rawValue, $0.rawValue] }
    }
    #expect(Set(drawn) == Set(table))
    #expect(drawn.count == table.count)
  }
}
