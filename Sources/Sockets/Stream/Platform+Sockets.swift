#if canImport(Glibc)
import CEpoll
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The differences between Linux and macOS in making sockets. Every socket is non-blocking and closes on exec.
enum Platform {
  static func makeStreamSocket(family: Int32) throws(SocketError) -> OwnedDescriptor {
    #if os(Linux)
    let kind = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
    let number = socket(family, kind, 0)
    guard number >= 0 else { throw SocketError(errno: errno, call: "socket") }
    #else
    let number = socket(family, SOCK_STREAM, 0)
    guard number >= 0 else { throw SocketError(errno: errno, call: "socket") }
    configure(number)
    #endif
    return OwnedDescriptor(number)
  }

  /// Accepts a waiting connection; -1 with errno set when there is none.
  static func acceptConnection(_ listener: Int32, _ address: inout SocketAddress?) -> Int32 {
    var number: Int32 = -1
    address = SocketAddress { raw, length in
      #if os(Linux)
      number = trellis_accept(listener, raw, length)
      #else
      number = accept(listener, raw, length)
      if number >= 0 { configure(number) }
      #endif
    }
    return number
  }

  #if !os(Linux)
  private static func configure(_ number: Int32) {
    _ = fcntl(number, F_SETFL, fcntl(number, F_GETFL) | O_NONBLOCK)
    _ = fcntl(number, F_SETFD, FD_CLOEXEC)
    var one: Int32 = 1
    setsockopt(number, SOL_SOCKET, SO_NOSIGPIPE, &one, socklen_t(MemoryLayout<Int32>.size))
  }
  #endif
}
