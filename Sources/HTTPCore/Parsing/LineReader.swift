#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Finds the lines of a head in bytes that arrive in pieces. Examines each byte once.
package struct LineReader: Sendable {
  /// The offset of the next line from the first byte of the message.
  package private(set) var position = 0
  private var searched = 0

  package init() {}

  /// The next complete line without its CRLF; nil when its end has not arrived. Throws for a line that ends with LF alone: RFC 9112 §2.2
  /// allows a recipient to accept it, but that enables request smuggling.
  package mutating func next(_ bytes: UnsafeBufferPointer<UInt8>) throws(HTTPError) -> Range<Int>? {
    guard let base = bytes.baseAddress, searched < bytes.count else { return nil }
    guard let found = memchr(base + searched, 10, bytes.count - searched) else {
      searched = bytes.count
      return nil
    }
    let end = UnsafeRawPointer(found) - UnsafeRawPointer(base)
    guard end > position, bytes[end - 1] == 13 else { throw HTTPError(.malformed, "a line of the head does not end with CR LF") }
    let line = position..<end - 1
    position = end + 1
    searched = position
    return line
  }
}
