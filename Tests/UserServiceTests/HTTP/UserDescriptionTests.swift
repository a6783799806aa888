import TestSupport
import Testing

@Suite(.needsPostgres, .needsRedis) struct UserDescriptionTests {
  @Test func describesExactlyItsRoutes() async throws {
    try await UserServiceFixture.with { try await $0.service.checkDescription(section: "User") }
  }
}
