#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// An IP address. An IPv4 address that is written as an IPv6 address (`::ffff:192.0.2.1`) is the IPv4 address.
public struct IPAddress: Sendable, Hashable, CustomStringConvertible {
  /// The first 64 bits of an IPv6 address; 0 of an IPv4 address.
  private let high: UInt64
  /// The last 64 bits of an IPv6 address; the 32 bits of an IPv4 address.
  private let low: UInt64
  private let isIPv4: Bool

  /// Nil unless the text is an address without a port.
  public init?(_ text: some StringProtocol) {
    if let four = Self.dottedQuad(text.utf8) {
      self.init(ipv4: four)
      return
    }
    var bytes = in6_addr()
    guard text.withCString({ inet_pton(AF_INET6, $0, &bytes) }) == 1 else { return nil }
    let (high, low) = withUnsafeBytes(of: bytes) { ($0.bigEndian(at: 0), $0.bigEndian(at: 8)) }
    if high == 0, low >> 32 == 0xFFFF {
      self.init(ipv4: low & 0xFFFF_FFFF)
    } else {
      self.init(high: high, low: low)
    }
  }

  private init(ipv4: UInt64) { (high, low, isIPv4) = (0, ipv4, true) }

  private init(high: UInt64, low: UInt64) { (self.high, self.low, isIPv4) = (high, low, false) }

  /// RFC 3986 §3.2.2, IPv4address: four decimal numbers to 255 without leading zeros.
  private static func dottedQuad(_ text: some Collection<UInt8>) -> UInt64? {
    var address: UInt64 = 0
    var (number, digits, dots): (UInt64, Int, Int) = (0, 0, 0)
    for byte in text {
      if byte == UInt8(ascii: ".") {
        guard digits > 0, dots < 3 else { return nil }
        address = address << 8 | number
        (number, digits, dots) = (0, 0, dots + 1)
      } else {
        guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte), digits == 0 || number > 0 else { return nil }
        number = number * 10 + UInt64(byte - UInt8(ascii: "0"))
        digits += 1
        guard number <= 255 else { return nil }
      }
    }
    return digits > 0 && dots == 3 ? address << 8 | number : nil
  }

  /// The network that one client has for itself: the address of IPv4, the first 64 bits of IPv6 (RFC 6177).
  public var network: IPAddress { isIPv4 ? self : IPAddress(high: high, low: 0) }

  var bitCount: Int { isIPv4 ? 32 : 128 }

  func sharesPrefix(of other: IPAddress, bits: Int) -> Bool {
    guard isIPv4 == other.isIPv4 else { return false }
    // A shift of 64 or more gives 0.
    if isIPv4 { return (low ^ other.low) >> UInt64(32 - bits) == 0 }
    return (high ^ other.high) >> UInt64(max(64 - bits, 0)) == 0 && (bits <= 64 || (low ^ other.low) >> UInt64(128 - bits) == 0)
  }

  public var description: String {
    if isIPv4 { return [24, 16, 8, 0].map { String(low >> $0 & 255) }.joined(separator: ".") }
    var address = (high.bigEndian, low.bigEndian)
    var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
    guard inet_ntop(AF_INET6, &address, &text, socklen_t(text.count)) != nil else { return "" }
    return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}

extension UnsafeRawBufferPointer {
  fileprivate func bigEndian(at offset: Int) -> UInt64 { UInt64(bigEndian: loadUnaligned(fromByteOffset: offset, as: UInt64.self)) }
}
