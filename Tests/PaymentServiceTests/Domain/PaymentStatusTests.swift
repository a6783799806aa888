import Testing

@testable import PaymentService

@Suite struct PaymentStatusTests {
  /// The transitions of the design as pairs, deliberately independent of the implementation.
  static let allowed: Set<[PaymentStatus]> = [
    [.pending, .processing], [.pending, .failed], [.processing, .success], [.processing, .failed], [.success, .refunded],
  ]

  @Test(arguments: PaymentStatus.allCases, PaymentStatus.allCases)
  func allowsExactlyTheTransitionsOfTheDesign(from: PaymentStatus, to: PaymentStatus) {
    #expect(from.canBecome(to) == Self.allowed.contains([from, to]))
  }

  @Test(arguments: PaymentStatus.allCases)
  func everyStateHasTransitions(status: PaymentStatus) {
    #expect(PaymentStatus.transitions[status] != nil)
  }
}
