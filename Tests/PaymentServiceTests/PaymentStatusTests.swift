import Testing

@testable import PaymentService

@Suite struct PaymentStatusTests {
  /// Written out a second time on purpose: the table of the design, as pairs.
  static let allowed: Set<[PaymentStatus]> = [
    [.pending, .processing], [.pending, .failed], [.processing, .success], [.processing, .failed], [.success, .refunded],
  ]

  @Test(arguments: PaymentStatus.allCases, PaymentStatus.allCases)
  func allowsExactlyTheStepsOfTheDesign(from: PaymentStatus, to: PaymentStatus) {
    #expect(from.canBecome(to) == Self.allowed.contains([from, to]))
  }

  @Test(arguments: PaymentStatus.allCases)
  func everyStateHasALineInTheTable(status: PaymentStatus) {
    #expect(PaymentStatus.transitions[status] != nil)
  }
}
