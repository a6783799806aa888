import Testing

@testable import Sockets

struct SocketAddressTests {
  @Test(arguments: ["127.0.0.1", "0.0.0.0", "::1", "fe80::1", "10.1.2.3"]) func keepsHostAndPort(host: String) throws {
    let address = try #require(SocketAddress(numeric: host, port: 8081))
    #expect(address.host == host)
    #expect(address.port == 8081)
  }

  @Test(arguments: ["localhost", "", "1.2.3", "1.2.3.4.5", "::g", "127.0.0.1 "]) func rejectsNames(host: String) {
    #expect(SocketAddress(numeric: host, port: 1) == nil)
  }

  @Test(arguments: [-1, 65_536, Int.max]) func rejectsPortsOutOfRange(port: Int) {
    #expect(SocketAddress(numeric: "127.0.0.1", port: port) == nil)
  }
}
