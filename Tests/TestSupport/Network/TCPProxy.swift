import Foundation
import Synchronization
import Testing

/// A TCP proxy on loopback that simulates an outage: it can close its connections and refuse new ones, or fall silent.
public final class TCPProxy: Sendable {
  private struct State {
    var descriptors: Set<Int32> = []
    var isCut = false
    var isSilent = false
    var isClosed = false
  }

  /// The port for clients, on loopback.
  public let port: Int
  private let targetPort: UInt16
  private let listener: Int32
  private let state = Mutex(State())

  /// Listens on a free port and passes bytes to and from `targetPort`.
  public init(to targetPort: Int) throws {
    self.targetPort = UInt16(targetPort)
    listener = socket(AF_INET, Self.stream, 0)
    var address = Self.loopback(0)
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let listener = listener
    let bound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(listener, $0, length) == 0 && listen(listener, 64) == 0 && getsockname(listener, $0, &length) == 0
      }
    }
    guard bound else { throw POSIXError(.EADDRNOTAVAIL) }
    port = Int(UInt16(bigEndian: address.sin_port))
    Thread.detachNewThread { [self] in acceptAll() }
  }

  /// Starts an outage: connections are closed, and new ones are closed at once.
  public func cut() {
    state.withLock { state in
      state.isCut = true
      for descriptor in state.descriptors { shutdown(descriptor, Int32(SHUT_RDWR)) }
    }
  }

  /// Closes all connections; new ones are served.
  public func interrupt() {
    cut()
    restore()
  }

  /// Drops all bytes from now on. Connections stay open, and new ones are accepted.
  public func fallSilent() { state.withLock { $0.isSilent = true } }

  /// Ends an outage. What was dropped stays lost.
  public func restore() {
    state.withLock { state in
      state.isCut = false
      state.isSilent = false
    }
  }

  /// Stops the proxy.
  public func close() {
    cut()
    state.withLock { $0.isClosed = true }
    shutdown(listener, Int32(SHUT_RDWR))
    #if canImport(Darwin)
    Darwin.close(listener)
    #else
    Glibc.close(listener)
    #endif
  }

  private func acceptAll() {
    while true {
      let client = accept(listener, nil, nil)
      if client < 0 {
        if errno == EINTR || errno == ECONNABORTED { continue }
        return
      }
      var address = Self.loopback(targetPort)
      let server = socket(AF_INET, Self.stream, 0)
      let connected = withUnsafePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(server, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0 }
      }
      let isServed = state.withLock { state in
        guard connected, !state.isCut else { return false }
        state.descriptors.formUnion([client, server])
        return true
      }
      guard isServed else {
        closeBoth(client, server)
        continue
      }
      let rest = Atomic2()
      for (from, to) in [(client, server), (server, client)] {
        Thread.detachNewThread { [self] in
          pump(from, to)
          if rest.isLast() { closeBoth(client, server) }
        }
      }
    }
  }

  private func pump(_ from: Int32, _ to: Int32) {
    var buffer = [UInt8](repeating: 0, count: 65536)
    while true {
      let count = recv(from, &buffer, buffer.count, 0)
      guard count > 0 else { break }
      if state.withLock({ $0.isSilent }) { continue }
      var sent = 0
      while sent < count {
        let part = buffer[sent..<count].withUnsafeBytes { send(to, $0.baseAddress, $0.count, Self.noSignal) }
        guard part > 0 else { break }
        sent += part
      }
      if sent < count { break }
    }
    shutdown(from, Int32(SHUT_RDWR))
    shutdown(to, Int32(SHUT_RDWR))
  }

  private func closeBoth(_ first: Int32, _ second: Int32) {
    state.withLock { $0.descriptors.subtract([first, second]) }
    #if canImport(Darwin)
    _ = (Darwin.close(first), Darwin.close(second))
    #else
    _ = (Glibc.close(first), Glibc.close(second))
    #endif
  }

  private static var stream: Int32 {
    #if canImport(Darwin)
    SOCK_STREAM
    #else
    Int32(SOCK_STREAM.rawValue)
    #endif
  }

  private static var noSignal: Int32 {
    #if canImport(Darwin)
    0
    #else
    Int32(MSG_NOSIGNAL)
    #endif
  }

  private static func loopback(_ port: UInt16) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    return address
  }
}

extension TCPProxy {
  /// A URL with the port that `proxy` gives for the URL's own port.
  public static func url(_ url: String, through proxy: (_ port: Int) throws -> Int) throws -> String {
    var parts = try #require(URLComponents(string: url))
    parts.port = try proxy(try #require(parts.port))
    return try #require(parts.string)
  }
}

/// Tells which of two calls is the last.
private final class Atomic2: Sendable {
  private let count = Mutex(0)
  func isLast() -> Bool {
    count.withLock { count in
      count += 1
      return count == 2
    }
  }
}
