extension Lexer {
  /// IntValue : IntegerPart [lookahead != {Digit, ., NameStart}]
  ///
  /// FloatValue : IntegerPart FractionalPart? ExponentPart? [lookahead != {Digit, ., NameStart}]
  mutating func readNumber() throws(GraphQLError) -> Token {
    let location = here
    let start = position
    var kind = TokenKind.int

    if bytes[position] == UInt8(ascii: "-") { position += 1 }
    if bytes[position] == UInt8(ascii: "0") {
      position += 1
      if bytes[position].isDigit {
        throw .syntax("Invalid number, unexpected digit after 0: \(codePoint(at: position)).", at: place(of: position))
      }
    } else {
      try skipDigits()
    }
    if bytes[position] == UInt8(ascii: ".") {
      kind = .float
      position += 1
      try skipDigits()
    }
    if bytes[position] | 0x20 == UInt8(ascii: "e") {
      kind = .float
      position += 1
      if bytes[position] == UInt8(ascii: "+") || bytes[position] == UInt8(ascii: "-") { position += 1 }
      try skipDigits()
    }
    if bytes[position] == UInt8(ascii: ".") || bytes[position].isNameStart { throw expectedDigit() }
    return Token(kind: kind, value: text(from: start), location: location)
  }

  /// Digit+
  private mutating func skipDigits() throws(GraphQLError) {
    guard bytes[position].isDigit else { throw expectedDigit() }
    repeat { position += 1 } while bytes[position].isDigit
  }

  private func expectedDigit() -> GraphQLError {
    .syntax("Invalid number, expected digit but got: \(codePoint(at: position)).", at: place(of: position))
  }
}
