/// Splits standard input into lines, without their line feeds.
struct LineReader {
  private var bytes: [UInt8] = []
  /// The start of the next line.
  private var start = 0
  private var isAtEnd = false

  /// Whether `next()` returns without reading.
  var hasBufferedLine: Bool { isAtEnd || bytes[start...].contains(UInt8(ascii: "\n")) }

  /// Returns the next line; nil at the end.
  mutating func next() -> [UInt8]? {
    var searched = start
    while true {
      if let end = bytes[searched...].firstIndex(of: UInt8(ascii: "\n")) {
        defer { start = end + 1 }
        return Array(bytes[start..<end])
      }
      guard !isAtEnd else {
        guard start < bytes.count else { return nil }
        defer { start = bytes.count }
        return Array(bytes[start...])
      }
      bytes.removeFirst(start)
      start = 0
      searched = bytes.count
      isAtEnd = !StandardStreams.read(into: &bytes)
    }
  }
}
