import Crypto
import JSON
import SharedKernel
import TestSupport
import Testing

@testable import UserService

@Suite(.needsPostgres, .needsRedis) struct IssuedTokenTests {
  @Test func anAccessTokenIsValidForFifteenMinutes() async throws {
    try await UserServiceFixture.with { service in
      let account = try await service.register()
      let parts = try account.token.split(separator: ".").prefix(2).map { part in
        try JSONDocument(parsing: try #require(Base64URL.decode(String(part)))).root
      }
      let (header, claims) = (parts[0], parts[1])
      #expect(header["alg"]?.string == "HS256")
      let names = claims.members.map { $0.0 }.sorted()
      #expect(names == ["aud", "email", "exp", "iat", "iss", "jti", "permissions", "roles", "sub", "typ"])
      #expect(claims["sub"]?.string == account.id && claims["email"]?.string == account.email)
      #expect(claims["iss"]?.string == "trellis" && claims["aud"]?.string == "trellis-api" && claims["typ"]?.string == "access")
      #expect(claims["roles"]?.elements.compactMap(\.string) == ["customer"])
      #expect(Set(claims["permissions"]?.elements.compactMap(\.string) ?? []) == Set(Role.customer.permissions))
      let (issued, end) = (try #require(claims["iat"]?.int), try #require(claims["exp"]?.int))
      #expect(end - issued == 900)
    }
  }

  @Test func aRefreshTokenIs32RandomBytesForAWeekAndStoredAsItsDigest() async throws {
    try await UserServiceFixture.with { service in
      let account = try await service.register()
      #expect(Base64URL.decode(account.refreshToken)?.count == 32)
      let rows = try await service.host.database.query(
        "SELECT token_hash, expires_at - created_at = interval '7 days' AS week FROM sessions")
      #expect(rows.count == 1)
      let row = try #require(rows.first)
      #expect(try row.get("token_hash", as: String.self) == Base64URL.encode(SHA256.digest(account.refreshToken)))
      #expect(try row.get("week", as: Bool.self))
    }
  }
}
