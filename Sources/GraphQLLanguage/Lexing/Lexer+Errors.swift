/// Code points and locations for error messages.
extension Lexer {
  /// The code point at an offset and its length in bytes; nil when the bytes are not valid UTF-8.
  func scalar(at offset: Int) -> (scalar: Unicode.Scalar, length: Int)? {
    var decoder = UTF8()
    var iterator = bytes[offset..<min(offset + 4, end)].makeIterator()
    guard case .scalarValue(let scalar) = decoder.decode(&iterator) else { return nil }
    return (scalar, UTF8.width(scalar))
  }

  func isByteOrderMark(at offset: Int) -> Bool {
    scalar(at: offset)?.scalar == "\u{FEFF}"
  }

  /// The code point at an offset for an error message: quoted when it is printable ASCII, else its number.
  func codePoint(at offset: Int) -> String {
    guard offset < end else { return "<EOF>" }
    guard let (scalar, _) = scalar(at: offset) else { return "invalid UTF-8" }
    if scalar == "\"" { return "'\"'" }
    if (0x20...0x7E).contains(scalar.value) { return "\"\(scalar)\"" }
    let digits = String(scalar.value, radix: 16, uppercase: true)
    return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }

  /// The location of any offset. Counts from the start of the text, so use it for errors only.
  func location(of offset: Int) -> SourceLocation {
    var line = 1
    var column = 1
    var index = 0
    while index < min(offset, end) {
      let byte = bytes[index]
      if byte == UInt8(ascii: "\n") || (byte == UInt8(ascii: "\r") && bytes[index + 1] != UInt8(ascii: "\n")) {
        line += 1
        column = 1
      } else if byte & 0xC0 != 0x80 {
        column += 1
      }
      index += 1
    }
    return SourceLocation(line: line, column: column)
  }

  /// A number of code points that start at an offset, for an error message.
  func excerpt(from offset: Int, codePoints count: Int) -> String {
    String(String(decoding: bytes[offset..<min(offset + count * 4, end)], as: UTF8.self).unicodeScalars.prefix(count))
  }

  /// The error for a byte at which no token starts.
  func unexpectedCharacter() -> GraphQLError {
    if bytes[position] == UInt8(ascii: "'") {
      return .syntax("Unexpected single quote character ('), did you mean to use a double quote (\")?", at: currentLocation)
    }
    let word = scalar(at: position) == nil ? "Invalid" : "Unexpected"
    return .syntax("\(word) character: \(codePoint(at: position)).", at: currentLocation)
  }
}
