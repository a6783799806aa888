import Concurrency
import SharedKernel
import Synchronization

/// Buffers log lines and writes them from its own thread, at most 20 ms after the line, in as few writes as possible.
///
/// A line is never truncated. When the reader of the output is too slow, lines beyond `limit` bytes are dropped, and their number is logged.
public final class LogSink: Sendable {
  public static let standardOutput = LogSink(descriptor: STDOUT_FILENO)

  private struct Buffer {
    var bytes: [UInt8] = []
    var dropped = 0
    var isWoken = false
  }

  private let descriptor: Int32
  private let limit: Int
  private let buffer = Mutex(Buffer())
  private let writing = Mutex(())
  private let signal = WakeSignal()

  /// A sink that does not own its descriptor.
  public init(descriptor: Int32, limit: Int = 16 << 20) {
    self.descriptor = descriptor
    self.limit = limit
  }

  /// Starts the writing thread, which never ends. Without it, only `flush` writes.
  func start() {
    SystemThread.detach { [self] in
      while true {
        signal.wait()
        usleep(20_000)
        flush()
      }
    }
  }

  /// Appends a line that ends in a line feed.
  func append(_ line: [UInt8]) {
    let mustWake = buffer.withLock { buffer in
      if buffer.bytes.count + line.count > limit {
        buffer.dropped += 1
        return false
      }
      buffer.bytes += line
      defer { buffer.isWoken = true }
      return !buffer.isWoken
    }
    if mustWake { signal.signal() }
  }

  /// Writes all buffered lines. Blocks until the system has accepted them.
  public func flush() {
    writing.withLock { _ in
      var (bytes, dropped) = buffer.withLock { buffer in
        defer {
          buffer.bytes = []
          buffer.dropped = 0
          buffer.isWoken = false
        }
        return (buffer.bytes, buffer.dropped)
      }
      if dropped > 0 {
        bytes += Array(#"{"time":"\#(Timestamp.now)","level":"warning","message":"log lines dropped","count":\#(dropped)}"#.utf8)
        bytes.append(UInt8(ascii: "\n"))
      }
      write(bytes)
    }
  }

  private func write(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes { buffer in
      var offset = 0
      while offset < buffer.count, let base = buffer.baseAddress {
        #if canImport(Glibc)
        let written = Glibc.write(descriptor, base + offset, buffer.count - offset)
        #else
        let written = Darwin.write(descriptor, base + offset, buffer.count - offset)
        #endif
        if written > 0 {
          offset += written
        } else if written < 0, errno == EAGAIN {
          usleep(1000)
        } else if written < 0, errno != EINTR {
          return
        }
      }
    }
  }
}

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif
