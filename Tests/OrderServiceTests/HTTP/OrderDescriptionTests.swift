import ServiceTestSupport
import TestSupport
import Testing

@Suite(.needsPostgres) struct OrderDescriptionTests {
  @Test func describesExactlyItsRoutes() async throws {
    try await TestHost.run { try await $0.checkDescription(section: "Order") }
  }
}
