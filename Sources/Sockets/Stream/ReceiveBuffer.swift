#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Bytes that were received and not yet consumed, in one block of memory that is reused.
package final class ReceiveBuffer {
  private let memory: UnsafeMutableRawBufferPointer
  private var start = 0
  private var end = 0

  package init(capacity: Int) { memory = .allocate(byteCount: capacity, alignment: 16) }

  deinit { memory.deallocate() }

  /// Whether all bytes are consumed.
  package var isEmpty: Bool { start == end }

  /// The bytes to consume. Valid until the next call that changes the buffer.
  package var readable: UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(rebasing: UnsafeRawBufferPointer(memory).bindMemory(to: UInt8.self)[start..<end])
  }

  /// Removes bytes from the front.
  package func consume(_ count: Int) {
    start += min(count, end - start)
    if start == end { (start, end) = (0, 0) }
  }

  package func clear() { (start, end) = (0, 0) }

  /// Receives once into the free space, after moving the bytes to the front when there is little space behind them.
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

/// A loop's spare receive buffers. A connection holds one only while it has bytes to process, so an idle connection costs little memory.
package struct ReceiveBufferPool {
  private var spare: [ReceiveBuffer] = []
  private let capacity: Int

  package init(capacity: Int) { self.capacity = capacity }

  package mutating func take() -> ReceiveBuffer { spare.popLast() ?? ReceiveBuffer(capacity: capacity) }

  /// Returns a buffer; at most 64 are kept.
  package mutating func put(_ buffer: ReceiveBuffer) {
    buffer.clear()
    if spare.count < 64 { spare.append(buffer) }
  }
}
