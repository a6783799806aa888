import ServiceTestSupport
import Testing

@testable import PaymentService

@Suite struct StateMachineDrawingTests {
  @Test func theDocsDrawExactlyTheTransitions() throws {
    try StateMachineDrawing.check(section: "Payments", canBecome: PaymentStatus.canBecome)
  }
}
