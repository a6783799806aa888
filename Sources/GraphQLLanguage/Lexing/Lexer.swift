/// Reads the tokens of a source text in UTF-8.
///
/// Source: GraphQL specification, section 2.1 "Source Text".
struct Lexer {
  /// The source text and one zero byte, so that a look-ahead stays within bounds.
  let bytes: [UInt8]
  /// The length of the source text.
  let end: Int
  var position = 0
  /// The line of `position`, from 1.
  var line = 1
  /// The offset at which that line starts.
  var lineStart = 0
  /// The number of continuation bytes of code points between `lineStart` and `position`; they do not count as columns.
  var continuationBytes = 0

  /// Whether tokens have locations; those of the built-in definitions have none.
  private let recordsLocations: Bool

  init(_ source: [UInt8], recordsLocations: Bool = true) {
    bytes = source + [0]
    end = source.count
    self.recordsLocations = recordsLocations
  }

  /// The next token. Skips Ignored: the byte order mark, whitespace, line terminators, comments and commas.
  mutating func next() throws(GraphQLError) -> Token {
    while position < end {
      let byte = bytes[position]
      switch byte {
      case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: ","):
        position += 1
      case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
        skipLineTerminator()
      case UInt8(ascii: "#"):
        skipComment()
      case 0xEF where isByteOrderMark(at: position):
        position += 3
        continuationBytes += 2
      case UInt8(ascii: "\""):
        return bytes[position + 1] == byte && bytes[position + 2] == byte ? try readBlockString() : try readString()
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
        return try readNumber()
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"):
        return readName()
      case UInt8(ascii: "."):
        guard bytes[position + 1] == byte, bytes[position + 2] == byte else { throw unexpectedCharacter() }
        return punctuator(.spread, length: 3)
      default:
        guard let kind = Self.punctuators[Int(byte)] else { throw unexpectedCharacter() }
        return punctuator(kind, length: 1)
      }
    }
    return Token(kind: .endOfFile, value: "", location: currentLocation)
  }

  /// The location of `position`.
  var currentLocation: SourceLocation {
    guard recordsLocations else { return .unknown }
    return SourceLocation(line: line, column: position - lineStart - continuationBytes + 1)
  }

  /// LineTerminator : U+000A | U+000D [lookahead != U+000A] | U+000D U+000A
  mutating func skipLineTerminator() {
    position += bytes[position] == UInt8(ascii: "\r") && bytes[position + 1] == UInt8(ascii: "\n") ? 2 : 1
    line += 1
    lineStart = position
    continuationBytes = 0
  }

  /// Comment : # CommentChar* [lookahead != CommentChar]
  private mutating func skipComment() {
    while position < end {
      let byte = bytes[position]
      if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") { return }
      if byte < 0x80 {
        position += 1
      } else {
        guard let scalar = scalar(at: position) else { return }
        position += scalar.length
        continuationBytes += scalar.length - 1
      }
    }
  }

  /// Name : NameStart NameContinue* [lookahead != NameContinue]
  private mutating func readName() -> Token {
    let location = currentLocation
    let start = position
    repeat { position += 1 } while bytes[position].isNameContinue
    return Token(kind: .name, value: text(from: start), location: location)
  }

  private mutating func punctuator(_ kind: TokenKind, length: Int) -> Token {
    let token = Token(kind: kind, value: "", location: currentLocation)
    position += length
    return token
  }

  /// The text from an offset up to `position`.
  func text(from start: Int) -> String {
    String(decoding: bytes[start..<position], as: UTF8.self)
  }

  /// Punctuator : one of ! $ & ( ) ... : = @ [ ] { | }
  private static let punctuators: [TokenKind?] = {
    var table = [TokenKind?](repeating: nil, count: 256)
    let kinds: [TokenKind] = [
      .bang, .dollar, .ampersand, .parenthesisOpen, .parenthesisClose, .colon, .equals, .at, .bracketOpen, .bracketClose, .braceOpen,
      .pipe, .braceClose,
    ]
    for (kind, byte) in zip(kinds, "!$&():=@[]{|}".utf8) { table[Int(byte)] = kind }
    return table
  }()
}

extension Lexer {
  /// IntValue : IntegerPart [lookahead != {Digit, ., NameStart}]
  ///
  /// FloatValue : IntegerPart FractionalPart? ExponentPart? [lookahead != {Digit, ., NameStart}]
  mutating func readNumber() throws(GraphQLError) -> Token {
    let location = currentLocation
    let start = position
    var kind = TokenKind.int

    if bytes[position] == UInt8(ascii: "-") { position += 1 }
    if bytes[position] == UInt8(ascii: "0") {
      position += 1
      if bytes[position].isDigit {
        throw .syntax("Invalid number, unexpected digit after 0: \(codePoint(at: position)).", at: self.location(of: position))
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
    .syntax("Invalid number, expected digit but got: \(codePoint(at: position)).", at: location(of: position))
  }
}

extension UInt8 {
  /// NameStart : Letter | _
  var isNameStart: Bool {
    switch self {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"): true
    default: false
    }
  }

  /// NameContinue : Letter | Digit | _
  var isNameContinue: Bool { isNameStart || isDigit }

  /// Digit : one of 0 1 2 3 4 5 6 7 8 9
  var isDigit: Bool { UInt8(ascii: "0") <= self && self <= UInt8(ascii: "9") }
}
