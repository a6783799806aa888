#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

// @unchecked: a buffer is lent to one connection at a time, and touched on its loop's thread only.
/// Bytes received and not yet taken, in one block of memory that is used again and again.
package final class ReceiveBuffer: @unchecked Sendable {
  private let memory: UnsafeMutableRawBufferPointer
  private var start = 0
  private var end = 0

  package init(capacity: Int) { memory = .allocate(byteCount: capacity, alignment: 16) }

  deinit { memory.deallocate() }

  /// Whether nothing waits to be taken.
  package var isEmpty: Bool { start == end }

  /// What waits to be taken. Valid until the next call that changes the buffer.
  package var readable: UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(rebasing: UnsafeRawBufferPointer(memory).bindMemory(to: UInt8.self)[start..<end])
  }

  /// Marks bytes as taken.
  package func take(_ count: Int) {
    start += min(count, end - start)
    if start == end { (start, end) = (0, 0) }
  }

  /// Forgets everything.
  package func clear() { (start, end) = (0, 0) }

  /// Receives once into the free room, making room at the end first when there is little of it.
  package func fill(from stream: some ByteStream) -> StreamProgress {
    if start > 0, memory.count - end < memory.count / 2 {
      memory.copyMemory(from: UnsafeRawBufferPointer(rebasing: memory[start..<end]))
      (start, end) = (0, end - start)
    }
    guard end < memory.count else { return .failed(.system(call: "receive buffer", errno: ENOBUFS)) }
    let progress = stream.receive(into: UnsafeMutableRawBufferPointer(rebasing: memory[end...]))
    if case .moved(let count) = progress { end += count }
    return progress
  }
}

/// A loop's spare receive buffers: a connection has one only while bytes of it are being worked on, so an idle one costs little.
package struct ReceiveBufferPool {
  private var spare: [ReceiveBuffer] = []
  private let capacity: Int

  package init(capacity: Int) { self.capacity = capacity }

  /// A buffer, empty.
  package mutating func take() -> ReceiveBuffer { spare.popLast() ?? ReceiveBuffer(capacity: capacity) }

  /// Gives a buffer back; a few dozen are kept.
  package mutating func give(_ buffer: ReceiveBuffer) {
    buffer.clear()
    if spare.count < 64 { spare.append(buffer) }
  }
}
