import HTTPCore
import ServiceKit
import Testing

/// Which address counts as the client's.
@Suite struct ClientAddressTests {
  private static func client(_ remote: String, _ forwarded: [String], trusting proxies: String) throws -> String? {
    var request = HTTPRequest(target: "/", remoteAddress: remote)
    for value in forwarded { request.headers.append("X-Forwarded-For", value) }
    return try #require(TrustedProxies(proxies)).client(of: request)?.description
  }

  @Test(
    arguments: [
      // No trusted proxy: the caller is the client, whatever it claims.
      ("203.0.113.7", [], "", "203.0.113.7"), ("203.0.113.7", ["198.51.100.1"], "", "203.0.113.7"),
      ("203.0.113.7", ["198.51.100.1"], "127.0.0.1", "203.0.113.7"), ("127.0.0.2", ["198.51.100.1"], "127.0.0.1", "127.0.0.2"),
      // The last address that is not a proxy's.
      ("127.0.0.1", ["203.0.113.7"], "127.0.0.1", "203.0.113.7"),
      ("127.0.0.1", ["198.51.100.1, 203.0.113.7"], "127.0.0.1", "203.0.113.7"),
      ("127.0.0.1", ["198.51.100.1", "203.0.113.7"], "127.0.0.1", "203.0.113.7"),
      ("10.1.2.3", ["198.51.100.1, 203.0.113.7, 10.9.9.9"], "10.0.0.0/8", "203.0.113.7"),
      ("10.1.2.3", ["203.0.113.7,10.9.9.9 , 172.16.0.1"], "10.0.0.0/8, 172.16.0.0/12", "203.0.113.7"),
      // Only proxies: the first of them.
      ("127.0.0.1", [], "127.0.0.1", "127.0.0.1"), ("10.1.2.3", ["10.9.9.9"], "10.0.0.0/8", "10.9.9.9"),
      // What is not an address is not believed, nor what stands before it.
      ("127.0.0.1", ["203.0.113.7, unknown"], "127.0.0.1", "127.0.0.1"), ("127.0.0.1", [""], "127.0.0.1", "127.0.0.1"),
      ("127.0.0.1", ["203.0.113.7, "], "127.0.0.1", "127.0.0.1"), ("127.0.0.1", ["203.0.113.7:80"], "127.0.0.1", "127.0.0.1"),
      ("::1", ["2001:db8::7"], "::1", "2001:db8::7"), ("::ffff:127.0.0.1", ["::ffff:203.0.113.7"], "127.0.0.1", "203.0.113.7"),
      ("2001:db8:1::1", ["203.0.113.7"], "2001:db8:1::/48", "203.0.113.7"),
      ("2001:db8:2::1", ["203.0.113.7"], "2001:db8:1::/48", "2001:db8:2::1"),
    ] as [(String, [String], String, String)])
  func theClientIsTheLastAddressThatIsNotATrustedProxy(
    _ remote: String, _ forwarded: [String], _ proxies: String, _ expected: String
  ) throws {
    #expect(try Self.client(remote, forwarded, trusting: proxies) == expected)
  }

  @Test func anIPv6ClientCountsAsItsNetwork() throws {
    let first = try #require(IPAddress("2001:db8:1:2:3:4:5:6"))
    #expect(first.network == IPAddress("2001:db8:1:2::9")?.network && first.network != IPAddress("2001:db8:1:3::9")?.network)
    #expect(IPAddress("192.0.2.1")?.network == IPAddress("192.0.2.1"))
  }

  @Test(arguments: ["localhost", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/8/8", "10.0.0/8", "::/129", "1.2.3.4:80", "10.0.0.1 10.0.0.2"])
  func otherTextsAreNoListOfProxies(_ text: String) { #expect(TrustedProxies(text).map { _ in 1 } == nil) }
}
