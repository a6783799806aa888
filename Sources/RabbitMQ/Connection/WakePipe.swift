#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Wakes a thread that waits in `poll`. It is a pipe and not an eventfd, so that it is the same on every system.
final class WakePipe: Sendable {
  let readEnd: Int32
  private let writeEnd: Int32

  init() throws(RabbitMQError) {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw RabbitMQError(.notConnected, detail: "pipe: errno \(errno)") }
    (readEnd, writeEnd) = (ends[0], ends[1])
    for end in ends {
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
    }
  }

  deinit {
    close(readEnd)
    close(writeEnd)
  }

  /// Thread-safe. A full pipe wakes as well.
  func wake() {
    var byte: UInt8 = 1
    _ = write(writeEnd, &byte, 1)
  }

  /// Waits until woken, or until the other descriptor (if any) is readable, or for the time given.
  func wait(orReadable descriptor: Int32?, timeout: Duration) {
    var watched = [pollfd(fd: readEnd, events: Int16(POLLIN), revents: 0)]
    if let descriptor { watched.append(pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)) }
    let milliseconds = Int32(clamping: max(0, Int(timeout / .milliseconds(1))))
    guard poll(&watched, nfds_t(watched.count), milliseconds) > 0, watched[0].revents != 0 else { return }
    var drain = [UInt8](repeating: 0, count: 64)
    while read(readEnd, &drain, drain.count) > 0 {}
  }
}
