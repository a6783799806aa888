import HTTPCore
import ProcessKit
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

  @Test(
    arguments: [
      (["for=203.0.113.7"], "203.0.113.7"), (["For=\"203.0.113.7:4711\";proto=http;by=10.0.0.1"], "203.0.113.7"),
      (["proto=https;for=\"[2001:db8::7]:80\""], "2001:db8::7"), (["for=\"[2001:db8::7]\" , for=127.0.0.1"], "2001:db8::7"),
      (["for=198.51.100.1", "for=203.0.113.7"], "203.0.113.7"), (["for=198.51.100.1, for=203.0.113.7:80"], "203.0.113.7"),
      // A separator in a quoted string separates nothing, and an escape is the character.
      ([#"for=198.51.100.1, host="a, for=192.0.2.1; b";for=203.0.113.7"#], "203.0.113.7"), ([#"for="203.0.113\.7""#], "203.0.113.7"),
      // What is not an address is not believed, nor what stands before it.
      (["for=203.0.113.7, for=unknown"], "127.0.0.1"), (["for=203.0.113.7, for=_hidden"], "127.0.0.1"),
      (["for=203.0.113.7, proto=http"], "127.0.0.1"),
      (["for=203.0.113.7;for=203.0.113.8"], "127.0.0.1"), (["for=[2001:db8::7"], "127.0.0.1"), (["for=\"[203.0.113.7]\""], "127.0.0.1"),
      (["for=203.0.113.7:"], "127.0.0.1"), (["203.0.113.7"], "127.0.0.1"), ([""], "127.0.0.1"), (["for=203.0.113.7,"], "127.0.0.1"),
    ])
  func forwardedNamesTheClient(lines: [String], expected: String) throws {
    var proxies = try #require(TrustedProxies("127.0.0.1"))
    proxies.header = .forwarded
    var request = HTTPRequest(target: "/", remoteAddress: "127.0.0.1")
    // The other header is the client's own claim.
    request.headers.append("X-Forwarded-For", "192.0.2.99")
    for line in lines { request.headers.append("Forwarded", line) }
    #expect(proxies.client(of: request)?.description == expected)
    proxies.header = .xForwardedFor
    #expect(proxies.client(of: request)?.description == "192.0.2.99")
  }

  @Test(arguments: ["0.0.0.0", "255.255.255.255", "1.2.3.4", "2001:db8::1", "::", "::1", "fe80::1"])
  func readsAndWritesAddresses(text: String) { #expect(IPAddress(text)?.description == text) }

  @Test(arguments: [
    "", "1", "1.2.3", "1.2.3.4.5", "1.2.3.256", "01.2.3.4", "1..2.3", "1.2.3.4 ", "1.2.3.-4", ":", "::1%eth0", "1.2.3.", ".1.2.3",
  ])
  func otherTextsAreNoAddresses(text: String) { #expect(IPAddress(text) == nil) }

  @Test func anIPv6ClientCountsAsItsNetwork() throws {
    let first = try #require(IPAddress("2001:db8:1:2:3:4:5:6"))
    #expect(first.network == IPAddress("2001:db8:1:2::9")?.network && first.network != IPAddress("2001:db8:1:3::9")?.network)
    #expect(IPAddress("192.0.2.1")?.network == IPAddress("192.0.2.1"))
  }

  @Test(arguments: ["localhost", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/8/8", "10.0.0/8", "::/129", "1.2.3.4:80", "10.0.0.1 10.0.0.2"])
  func otherTextsAreNoListOfProxies(_ text: String) { #expect(TrustedProxies(text).map { _ in 1 } == nil) }
}
