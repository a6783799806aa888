#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// An IPv4 or IPv6 address with a port.
package struct SocketAddress: Sendable {
  private var storage = sockaddr_storage()
  private var length = socklen_t(MemoryLayout<sockaddr_storage>.size)

  /// A numeric address (`127.0.0.1`, `::1`); nil for a name.
  package init?(numeric host: String, port: Int) {
    guard let port = UInt16(exactly: port) else { return nil }
    var v4 = in_addr()
    var v6 = in6_addr()
    if inet_pton(AF_INET, host, &v4) == 1 {
      var address = sockaddr_in()
      address.sin_family = sa_family_t(AF_INET)
      address.sin_port = port.bigEndian
      address.sin_addr = v4
      withUnsafeMutableBytes(of: &storage) { $0.storeBytes(of: address, as: sockaddr_in.self) }
      length = socklen_t(MemoryLayout<sockaddr_in>.size)
    } else if inet_pton(AF_INET6, host, &v6) == 1 {
      var address = sockaddr_in6()
      address.sin6_family = sa_family_t(AF_INET6)
      address.sin6_port = port.bigEndian
      address.sin6_addr = v6
      withUnsafeMutableBytes(of: &storage) { $0.storeBytes(of: address, as: sockaddr_in6.self) }
      length = socklen_t(MemoryLayout<sockaddr_in6>.size)
    } else {
      return nil
    }
  }

  /// Copies an address of the system.
  package init(copying address: UnsafePointer<sockaddr>, length: socklen_t) {
    let size = min(Int(length), MemoryLayout<sockaddr_storage>.size)
    withUnsafeMutableBytes(of: &storage) { $0.copyMemory(from: UnsafeRawBufferPointer(start: address, count: size)) }
    self.length = socklen_t(size)
  }

  /// An address that a system call fills in.
  init(filling call: (UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<socklen_t>) -> Void) {
    var length = self.length
    withUnsafeMutablePointer(to: &storage) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { call($0, &length) }
    }
    self.length = length
  }

  /// AF_INET or AF_INET6.
  package var family: Int32 { Int32(storage.ss_family) }

  /// The port; 0 before one is chosen.
  package var port: Int {
    get {
      let big = withUnsafeBytes(of: storage) { $0.loadUnaligned(fromByteOffset: 2, as: UInt16.self) }
      return Int(UInt16(bigEndian: big))
    }
    set {
      let big = UInt16(truncatingIfNeeded: newValue).bigEndian
      withUnsafeMutableBytes(of: &storage) { $0.storeBytes(of: big, toByteOffset: 2, as: UInt16.self) }
    }
  }

  /// The address as text, without the port; an IPv4 address mapped into IPv6 as IPv4.
  package var host: String {
    var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
    let offset = family == AF_INET ? 4 : 8
    let isWritten = withUnsafeBytes(of: storage) { bytes in
      bytes.baseAddress.flatMap { inet_ntop(family, $0 + offset, &text, socklen_t(INET6_ADDRSTRLEN)) } != nil
    }
    guard isWritten else { return "" }
    let host = text.withUnsafeBytes { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    return host.hasPrefix("::ffff:") && host.utf8.contains(UInt8(ascii: ".")) ? String(host.dropFirst(7)) : host
  }

  /// Passes the address to a system call.
  package func withSockaddr<R>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> R) -> R {
    withUnsafePointer(to: storage) { $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, length) } }
  }
}
