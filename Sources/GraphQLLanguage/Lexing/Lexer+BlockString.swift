extension Lexer {
  /// StringValue : """ BlockStringCharacter* """
  mutating func readBlockString() throws(GraphQLError) -> Token {
    let location = here
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
    throw .syntax("Unterminated string.", at: here)
  }

  private func isTripleQuote(at offset: Int) -> Bool {
    offset + 2 < end && bytes[offset..<offset + 3].allSatisfy { $0 == UInt8(ascii: "\"") }
  }
}
