extension Lexer {
  /// StringValue : " StringCharacter* "
  mutating func readString() throws(GraphQLError) -> Token {
    let location = currentLocation
    position += 1
    var start = position
    var unescaped: [UInt8] = []
    var isEscaped = false

    while position < end {
      switch bytes[position] {
      case UInt8(ascii: "\""):
        let chunk = bytes[start..<position]
        position += 1
        if !isEscaped { return Token(kind: .string, value: String(decoding: chunk, as: UTF8.self), location: location) }
        unescaped += chunk
        return Token(kind: .string, value: String(decoding: unescaped, as: UTF8.self), location: location)
      case UInt8(ascii: "\\"):
        isEscaped = true
        unescaped += bytes[start..<position]
        unescaped += UTF8.encode(try readEscape()) ?? UTF8.encodedReplacementCharacter
        start = position
      case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
        throw .syntax("Unterminated string.", at: currentLocation)
      case 0x80...:
        try skipNonASCIIStringCharacter()
      default:
        position += 1
      }
    }
    throw .syntax("Unterminated string.", at: currentLocation)
  }

  /// Skips one code point that is not ASCII.
  mutating func skipNonASCIIStringCharacter() throws(GraphQLError) {
    guard let (_, length) = scalar(at: position) else {
      throw .syntax("Invalid character within String: \(codePoint(at: position)).", at: currentLocation)
    }
    position += length
    continuationBytes += length - 1
  }

  /// StringCharacter : \u EscapedUnicode | \ EscapedCharacter
  private mutating func readEscape() throws(GraphQLError) -> Unicode.Scalar {
    let escaped = bytes[position + 1]
    if escaped == UInt8(ascii: "u") {
      return bytes[position + 2] == UInt8(ascii: "{") ? try readVariableWidthEscape() : try readFixedWidthEscape()
    }
    let scalar: Unicode.Scalar
    switch escaped {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): scalar = Unicode.Scalar(escaped)
    case UInt8(ascii: "b"): scalar = "\u{8}"
    case UInt8(ascii: "f"): scalar = "\u{C}"
    case UInt8(ascii: "n"): scalar = "\n"
    case UInt8(ascii: "r"): scalar = "\r"
    case UInt8(ascii: "t"): scalar = "\t"
    default: throw .syntax("Invalid character escape sequence: \"\(excerpt(from: position, codePoints: 2))\".", at: currentLocation)
    }
    position += 2
    return scalar
  }

  /// EscapedUnicode : { HexDigit+ }
  private mutating func readVariableWidthEscape() throws(GraphQLError) -> Unicode.Scalar {
    var value: UInt64 = 0
    var size = 3
    // The longest valid form is \u{00000000}, 12 bytes.
    while size < min(12, end - position) {
      let byte = bytes[position + size]
      size += 1
      if byte == UInt8(ascii: "}") {
        guard size >= 5, let scalar = UInt32(exactly: value).flatMap(Unicode.Scalar.init) else { break }
        position += size
        return scalar
      }
      guard let digit = Self.hexDigit(byte) else { break }
      value = value << 4 | UInt64(digit)
    }
    throw invalidUnicodeEscape(size: size)
  }

  /// EscapedUnicode : HexDigit HexDigit HexDigit HexDigit
  private mutating func readFixedWidthEscape() throws(GraphQLError) -> Unicode.Scalar {
    guard let code = hexCode(at: position + 2) else { throw invalidUnicodeEscape(size: 6) }
    if let scalar = Unicode.Scalar(code) {
      position += 6
      return scalar
    }
    // A surrogate pair, as JSON encodes code points past U+FFFF.
    guard (0xD800...0xDBFF).contains(code), position + 7 < end, bytes[position + 6] == UInt8(ascii: "\\"),
      bytes[position + 7] == UInt8(ascii: "u"), let low = hexCode(at: position + 8), (0xDC00...0xDFFF).contains(low),
      let scalar = Unicode.Scalar(0x10000 + (code - 0xD800) << 10 + (low - 0xDC00))
    else { throw invalidUnicodeEscape(size: 6) }
    position += 12
    return scalar
  }

  private func invalidUnicodeEscape(size: Int) -> GraphQLError {
    .syntax("Invalid Unicode escape sequence: \"\(excerpt(from: position, codePoints: size))\".", at: currentLocation)
  }

  private func hexCode(at offset: Int) -> UInt32? {
    guard offset + 4 <= end else { return nil }
    var code: UInt32 = 0
    for byte in bytes[offset..<offset + 4] {
      guard let digit = Self.hexDigit(byte) else { return nil }
      code = code << 4 | digit
    }
    return code
  }

  /// HexDigit : one of 0–9 A–F a–f
  private static func hexDigit(_ byte: UInt8) -> UInt32? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0"))
    case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(byte - UInt8(ascii: "A") + 10)
    case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(byte - UInt8(ascii: "a") + 10)
    default: nil
    }
  }

  /// StringValue : """ BlockStringCharacter* """
  mutating func readBlockString() throws(GraphQLError) -> Token {
    let location = currentLocation
    position += 3
    var start = position
    var line: [UInt8] = []
    var lines: [[UInt8]] = []

    while position < end {
      switch bytes[position] {
      case UInt8(ascii: "\"") where isTripleQuote(at: position):
        lines.append(line + bytes[start..<position])
        position += 3
        return Token(kind: .blockString, value: BlockString.value(of: lines), location: location)
      case UInt8(ascii: "\\") where isTripleQuote(at: position + 1):
        line += bytes[start..<position]
        start = position + 1
        position += 4
      case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
        lines.append(line + bytes[start..<position])
        line = []
        skipLineTerminator()
        start = position
      case 0x80...:
        try skipNonASCIIStringCharacter()
      default:
        position += 1
      }
    }
    throw .syntax("Unterminated string.", at: currentLocation)
  }

  private func isTripleQuote(at offset: Int) -> Bool {
    offset + 2 < end && bytes[offset..<offset + 3].allSatisfy { $0 == UInt8(ascii: "\"") }
  }
}
