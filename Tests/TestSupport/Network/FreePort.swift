#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Ports without a listener.
public enum FreePort {
  /// A TCP port on 127.0.0.1 that was just free. Prefer port 0 where the program supports it.
  public static func find() throws -> Int {
    let descriptor = socket(AF_INET, streamSocketType, 0)
    guard descriptor >= 0 else { throw RawConnectionError("socket", errno) }
    defer { close(descriptor) }
    var address = sockaddr_in(loopbackPort: 0)
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let result = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
        bind(descriptor, generic, length) == 0 ? getsockname(descriptor, generic, &length) : -1
      }
    }
    guard result == 0 else { throw RawConnectionError("bind", errno) }
    return Int(UInt16(bigEndian: address.sin_port))
  }
}

/// SOCK_STREAM has another type on each platform.
var streamSocketType: Int32 {
  #if canImport(Glibc)
  Int32(SOCK_STREAM.rawValue)
  #else
  SOCK_STREAM
  #endif
}

extension sockaddr_in {
  /// 127.0.0.1 and a port.
  init(loopbackPort port: UInt16) {
    self.init()
    sin_family = sa_family_t(AF_INET)
    sin_port = port.bigEndian
    sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
  }
}
