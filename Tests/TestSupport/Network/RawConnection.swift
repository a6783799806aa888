import Dispatch
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A failed socket call, or a missing response.
public struct RawConnectionError: Error, CustomStringConvertible {
  /// The call and the reason.
  public let description: String

  init(_ call: String, _ code: Int32) { description = "\(call): \(String(cString: strerror(code)))" }
  init(_ description: String) { self.description = description }
}

/// A TCP connection to 127.0.0.1 that sends exactly the given bytes, for tests of HTTP framing. It only knows how to find the end of a
/// response. Its calls block a thread of their own, not one of Swift's concurrency pool.
public final class RawConnection: Sendable {
  private let descriptor: Int32
  private let unread = Mutex<[UInt8]>([])

  /// Connects to a port on loopback.
  public init(port: Int) throws {
    guard let port = UInt16(exactly: port) else { throw RawConnectionError("no such port: \(port)") }
    let descriptor = socket(AF_INET, streamSocketType, 0)
    guard descriptor >= 0 else { throw RawConnectionError("socket", errno) }
    var address = sockaddr_in(loopbackPort: port)
    let result = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
    }
    guard result == 0 else {
      let code = errno
      close(descriptor)
      throw RawConnectionError("connect to port \(port)", code)
    }
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }

  /// Sends the text as UTF-8, without converting line breaks.
  public func send(_ text: String) async throws { try await send(Array(text.utf8)) }

  /// Sends all the bytes.
  public func send(_ bytes: [UInt8]) async throws {
    try await offThread { [self] in
      var sent = 0
      while sent < bytes.count {
        let count = bytes[sent...].withUnsafeBytes { write(descriptor, $0) }
        guard count > 0 else { throw RawConnectionError("send", errno) }
        sent += count
      }
    }
  }

  /// Closes the sending direction (TCP FIN).
  public func finishSending() { _ = shutdown(descriptor, Int32(SHUT_WR)) }

  /// Reads one complete response, by Content-Length, last chunk, or end of the connection.
  public func readResponse(timeout: Duration = .seconds(10)) async throws -> RawResponse {
    try await offThread { [self] in
      let deadline = ContinuousClock.now + timeout
      var bytes = unread.withLock { $0 }
      while true {
        if let end = RawResponse.end(of: bytes) {
          unread.withLock { $0 = Array(bytes[end...]) }
          return RawResponse(bytes: Array(bytes[..<end]), connectionClosed: false)
        }
        guard let more = try receive(until: deadline) else {
          throw RawConnectionError("no whole answer in \(timeout): \(bytes.count) bytes came")
        }
        if more.isEmpty {
          unread.withLock { $0 = [] }
          guard !bytes.isEmpty else { throw RawConnectionError("the connection ended without an answer") }
          return RawResponse(bytes: bytes, connectionClosed: true)
        }
        bytes += more
      }
    }
  }

  /// Reads until the peer closes the connection; throws after the timeout.
  public func readToEnd(timeout: Duration = .seconds(10)) async throws -> [UInt8] {
    try await offThread { [self] in
      let deadline = ContinuousClock.now + timeout
      var bytes = unread.withLock { $0 }
      while let more = try receive(until: deadline) {
        if more.isEmpty { return bytes }
        bytes += more
      }
      throw RawConnectionError("the peer did not close within \(timeout); \(bytes.count) bytes came")
    }
  }

  /// Whether the peer closes the connection in time.
  public func isClosedByPeer(within timeout: Duration = .seconds(10)) async -> Bool {
    (try? await readToEnd(timeout: timeout)) != nil
  }

  /// Sends the request on a new connection and returns the first response.
  public static func exchange(port: Int, _ request: String, timeout: Duration = .seconds(10)) async throws -> RawResponse {
    let connection = try RawConnection(port: port)
    try await connection.send(request)
    return try await connection.readResponse(timeout: timeout)
  }

  /// The received bytes; empty at the end of the stream or after a reset, nil at the deadline.
  private func receive(until deadline: ContinuousClock.Instant) throws -> [UInt8]? {
    while true {
      let left = deadline - .now
      guard left > .zero else { return nil }
      let milliseconds = min(left.components.seconds * 1000 + left.components.attoseconds / 1_000_000_000_000_000 + 1, 60_000)
      var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      let ready = poll(&entry, 1, Int32(milliseconds))
      if ready == 0 || (ready < 0 && errno == EINTR) { continue }
      guard ready > 0 else { throw RawConnectionError("poll", errno) }
      var buffer = [UInt8](repeating: 0, count: 65_536)
      let count = buffer.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
      if count < 0 {
        if errno == EINTR { continue }
        if errno == ECONNRESET { return [] }
        throw RawConnectionError("read", errno)
      }
      return Array(buffer[..<count])
    }
  }

  private func write(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
    #if canImport(Glibc)
    Glibc.send(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
    #else
    Darwin.send(descriptor, bytes.baseAddress, bytes.count, 0)
    #endif
  }

  private func offThread<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
    try await withCheckedThrowingContinuation { continuation in
      DispatchQueue.global().async { continuation.resume(with: Swift.Result { try body() }) }
    }
  }
}
