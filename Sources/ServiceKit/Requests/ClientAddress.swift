import HTTPCore

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// An IP address. An IPv4 address that is written as an IPv6 address (`::ffff:192.0.2.1`) is the IPv4 address.
public struct IPAddress: Sendable, Hashable, CustomStringConvertible {
  /// 4 or 16 bytes.
  private let bytes: [UInt8]

  /// Nil unless the text is an address without a port.
  public init?(_ text: some StringProtocol) {
    let text = String(text)
    var four = [UInt8](repeating: 0, count: 4)
    if inet_pton(AF_INET, text, &four) == 1 {
      bytes = four
      return
    }
    var sixteen = [UInt8](repeating: 0, count: 16)
    guard inet_pton(AF_INET6, text, &sixteen) == 1 else { return nil }
    let isMapped = sixteen[..<10].allSatisfy { $0 == 0 } && sixteen[10] == 0xFF && sixteen[11] == 0xFF
    bytes = isMapped ? Array(sixteen[12...]) : sixteen
  }

  fileprivate init(bytes: [UInt8]) { self.bytes = bytes }

  /// The network that one client has for itself: the address of IPv4, the first 64 bits of IPv6 (RFC 6177).
  public var network: IPAddress {
    bytes.count == 4 ? self : IPAddress(bytes: Array(bytes.prefix(8)) + [UInt8](repeating: 0, count: 8))
  }

  fileprivate var bitCount: Int { bytes.count * 8 }

  fileprivate func sharesPrefix(of other: IPAddress, bits: Int) -> Bool {
    guard bytes.count == other.bytes.count else { return false }
    for index in 0..<bits where (bytes[index / 8] ^ other.bytes[index / 8]) & (0x80 >> UInt8(index % 8)) != 0 { return false }
    return true
  }

  public var description: String {
    if bytes.count == 4 { return bytes.map { String($0) }.joined(separator: ".") }
    var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
    var address = bytes
    guard inet_ntop(AF_INET6, &address, &text, socklen_t(text.count)) != nil else { return "" }
    return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}

/// The proxies whose `X-Forwarded-For` is believed.
///
/// Each proxy appends the address that it was called from. So the client is the last address in the list that is not a trusted proxy's; what
/// stands before it is the client's own claim. A caller that is not a trusted proxy is the client, whatever it sends.
public struct TrustedProxies: Sendable {
  private let networks: [(address: IPAddress, bits: Int)]

  /// No proxy is trusted.
  public static let none = TrustedProxies(networks: [])

  private init(networks: [(address: IPAddress, bits: Int)]) { self.networks = networks }

  /// Reads addresses and networks with commas, such as `127.0.0.1, 10.0.0.0/8, fd00::/8`; nil for anything else.
  public init?(_ text: String) {
    var networks: [(address: IPAddress, bits: Int)] = []
    for item in text.split(separator: ",") {
      let parts = item.trimmingBlanks.split(separator: "/", omittingEmptySubsequences: false)
      guard (1...2).contains(parts.count), let address = IPAddress(parts[0]) else { return nil }
      guard parts.count == 2 else {
        networks.append((address, address.bitCount))
        continue
      }
      guard let bits = Int(parts[1]), (0...address.bitCount).contains(bits) else { return nil }
      networks.append((address, bits))
    }
    self.networks = networks
  }

  private func contains(_ address: IPAddress) -> Bool {
    networks.contains { address.sharesPrefix(of: $0.address, bits: $0.bits) }
  }

  /// The address of the client that a request comes from; nil when the connection has no IP address.
  public func client(of request: HTTPRequest) -> IPAddress? {
    guard var client = IPAddress(request.remoteAddress), contains(client) else { return IPAddress(request.remoteAddress) }
    var claimed = request.headers.values("X-Forwarded-For").flatMap { $0.split(separator: ",", omittingEmptySubsequences: false) }
    while contains(client), let last = claimed.popLast() {
      // A proxy that appends something else is not understood: the proxy itself counts as the client.
      guard let address = IPAddress(last.trimmingBlanks) else { break }
      client = address
    }
    return client
  }
}

extension Substring {
  /// Without spaces and tabs at both ends.
  fileprivate var trimmingBlanks: Substring {
    func isBlank(_ character: Character) -> Bool { character == " " || character == "\t" }
    let start = drop(while: isBlank)
    return start.lastIndex { !isBlank($0) }.map { start[...$0] } ?? ""
  }
}
