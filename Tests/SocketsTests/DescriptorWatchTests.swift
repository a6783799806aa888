import Sockets
import Testing

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

struct DescriptorWatchTests {
  private let deadline = ContinuousClock.now + .seconds(10)

  /// Runs a test with a connected pair of sockets and a watch for one of them.
  private func withPair(_ body: (_ watch: DescriptorWatch, _ watched: Int32, _ other: Int32, _ loop: EventLoop) async throws -> Void)
    async throws
  {
    let group = try EventLoopGroup(count: 1)
    defer { group.shutdown() }
    var pair: [Int32] = [0, 0]
    #if os(Linux)
    try #require(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue), 0, &pair) == 0)
    #else
    try #require(socketpair(AF_UNIX, SOCK_STREAM, 0, &pair) == 0)
    #endif
    let watch = try DescriptorWatch(descriptor: pair[0], loop: group.loops[0])
    try await body(watch, pair[0], pair[1], group.loops[0])
    watch.close()
    close(pair[0])
    close(pair[1])
  }

  @Test(arguments: [true, false]) func reportsBytesThatWereLeftUnread(onLoop: Bool) async throws {
    try await withPair { watch, watched, other, loop in
      #expect(write(other, "abcdef", 6) == 6)
      try await withTaskExecutorPreference(onLoop ? loop : nil) {
        for _ in 0..<3 {
          try await watch.readable(deadline: deadline)
          var byte: UInt8 = 0
          #expect(read(watched, &byte, 1) == 1)
        }
        try await watch.readable(deadline: deadline)
      }
    }
  }

  @Test func waitsForBothDirectionsAtOnce() async throws {
    try await withPair { watch, _, other, _ in
      async let reading: Void = watch.readable(deadline: deadline)
      try await watch.writable(deadline: deadline)
      #expect(write(other, "x", 1) == 1)
      try await reading
    }
  }

  @Test func endsAtTheDeadline() async throws {
    try await withPair { watch, _, _, _ in
      await #expect(throws: SocketError.timedOut) { try await watch.readable(deadline: .now + .milliseconds(20)) }
    }
  }

  @Test func endsWhenTheTaskIsCancelled() async throws {
    try await withPair { watch, _, _, _ in
      for _ in 0..<50 {
        let waiter = Task { try await watch.readable() }
        waiter.cancel()
        await #expect(throws: SocketError.cancelled) { try await waiter.value }
      }
    }
  }

  @Test func endsTheWaitWhenItIsClosed() async throws {
    try await withPair { watch, _, _, loop in
      loop.schedule(after: .milliseconds(10)) { watch.close() }
      await #expect(throws: SocketError.closed) { try await watch.readable() }
      await #expect(throws: SocketError.closed) { try await watch.readable() }
    }
  }

  @Test func reportsTheEndOfTheStreamAsReadable() async throws {
    try await withPair { watch, watched, other, _ in
      shutdown(other, Int32(SHUT_WR))
      try await watch.readable(deadline: deadline)
      var byte: UInt8 = 0
      #expect(read(watched, &byte, 1) == 0)
    }
  }
}
