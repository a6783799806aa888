import Testing

@testable import Sockets

struct NameResolverTests {
  @Test func resolvesLocalhost() async throws {
    let group = try EventLoopGroup(count: 1)
    defer { group.shutdown() }
    let addresses = try await NameResolver().resolve("localhost", port: 81, loop: group.loops[0], deadline: .now.advanced(by: .seconds(5)))
    #expect(addresses.contains { $0.host == "127.0.0.1" || $0.host == "::1" })
    #expect(addresses.allSatisfy { $0.port == 81 })
  }

  @Test func resolvesNumericHostsWithoutALookup() async throws {
    let group = try EventLoopGroup(count: 1)
    defer { group.shutdown() }
    let addresses = try await NameResolver().resolve("127.0.0.1", port: 82, loop: group.loops[0], deadline: .now)
    #expect(addresses.map(\.port) == [82])
  }
}
