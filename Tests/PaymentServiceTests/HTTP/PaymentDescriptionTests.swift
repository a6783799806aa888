import ServiceTestSupport
import TestSupport
import Testing

@Suite(.needsPostgres) struct PaymentDescriptionTests {
  @Test func describesExactlyItsRoutes() async throws {
    try await TestHost.run { try await $0.checkDescription(section: "Payment") }
  }
}
