/// Decodes the chunked transfer coding of a body (RFC 9112 §7.1), strictly, in pieces of any size.
///
/// Chunk extensions are ignored. Trailers are checked and dropped.
package struct ChunkedDecoder: Sendable {
  private enum State {
    case sizeStart
    case size
    case chunkExtension
    case sizeLF
    case data
    case dataCR
    case dataLF
    case trailers
    case finished
  }

  private var state = State.sizeStart
  private var remaining = 0
  private var lineLength = 0
  private var trailerBytes: [UInt8] = []

  /// The maximum bytes of a chunk's size line with extensions, and of a trailer section.
  private static var lineLimit: Int { 1024 }
  private static var trailerLimit: Int { 16 * 1024 }

  package init() {}

  /// Whether the last chunk and the trailers have been read.
  package var isFinished: Bool { state == .finished }

  /// Decodes bytes, appends the content to `body`, and returns the number of bytes consumed. Throws `.contentTooLarge` past the limit.
  package mutating func decode(_ bytes: UnsafeBufferPointer<UInt8>, into body: inout [UInt8], limit: Int) throws(HTTPError) -> Int {
    var index = 0
    while index < bytes.count {
      switch state {
      case .data:
        let count = min(remaining, bytes.count - index)
        body.append(contentsOf: bytes[index..<index + count])
        index += count
        remaining -= count
        if remaining == 0 { state = .dataCR }
      case .trailers:
        index = try readTrailers(bytes, from: index)
      case .finished:
        return index
      default:
        try readFraming(bytes[index], room: limit - body.count)
        index += 1
      }
    }
    return index
  }

  private mutating func readFraming(_ byte: UInt8, room: Int) throws(HTTPError) {
    switch (state, byte) {
    case (.sizeStart, _):
      (remaining, lineLength, state) = (0, 0, .size)
      try addSizeDigit(byte, room: room)
    case (.size, 0x3B): state = .chunkExtension
    case (.size, 13), (.chunkExtension, 13): state = .sizeLF
    case (.chunkExtension, _):
      lineLength += 1
      guard HTTPCharacter.isFieldValue(byte), lineLength <= Self.lineLimit else { throw Self.invalid }
    case (.size, _): try addSizeDigit(byte, room: room)
    case (.sizeLF, 10): state = remaining == 0 ? .trailers : .data
    case (.dataCR, 13): state = .dataLF
    case (.dataLF, 10): state = .sizeStart
    default: throw Self.invalid
    }
  }

  /// chunk-size = 1*HEXDIG; 15 digits keep it within a word.
  private mutating func addSizeDigit(_ byte: UInt8, room: Int) throws(HTTPError) {
    lineLength += 1
    guard let digit = HTTPCharacter.hexValue(byte), lineLength <= 15 else { throw Self.invalid }
    remaining = remaining << 4 | Int(digit)
    guard remaining <= room else { throw HTTPError(.contentTooLarge, "the content is larger than allowed") }
  }

  /// trailer-section CRLF: collected until the empty line, then checked by the rules of header lines.
  private mutating func readTrailers(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) throws(HTTPError) -> Int {
    var index = start
    while index < bytes.count {
      trailerBytes.append(bytes[index])
      index += 1
      guard trailerBytes.count <= Self.trailerLimit else { throw HTTPError(.headTooLarge, "the trailers are larger than allowed") }
      guard trailerBytes.last == 10 else { continue }
      if trailerBytes.count == 2 || trailerBytes.suffix(4).elementsEqual([13, 10, 13, 10]) {
        try checkTrailers()
        state = .finished
        return index
      }
    }
    return index
  }

  private func checkTrailers() throws(HTTPError) {
    let failure: HTTPError? = trailerBytes.withUnsafeBufferPointer { bytes in
      var lines = LineReader()
      var fields = FieldSection()
      do throws(HTTPError) {
        while let line = try lines.next(bytes) {
          if !line.isEmpty { try fields.add(line, in: bytes) }
        }
        let frames = fields.contentLength != nil || fields.transferCoding != .none || fields.hostCount > 0
        return frames ? HTTPError(.malformed, "a trailer tries to change the framing") : nil
      } catch {
        return error
      }
    }
    if let failure { throw failure }
  }

  private static var invalid: HTTPError { HTTPError(.malformed, "the chunked coding is invalid") }
}
