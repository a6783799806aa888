extension JSONParser {
  // RFC 8259 §6: number = [ minus ] int [ frac ] [ exp ]
  mutating func parseNumber() throws(JSONError) {
    let start = position
    if current == UInt8(ascii: "-") { position += 1 }
    if current == UInt8(ascii: "0") { position += 1 } else { try parseDigits() }
    if current == UInt8(ascii: ".") {
      position += 1
      try parseDigits()
    }
    if current | 0x20 == UInt8(ascii: "e") {
      position += 1
      if current == UInt8(ascii: "+") || current == UInt8(ascii: "-") { position += 1 }
      try parseDigits()
    }
    nodes.append(JSONNode(kind: .number, start: start, end: position, next: nodes.count + 1))
  }

  private mutating func parseDigits() throws(JSONError) {
    guard isDigit(current) else { throw unexpected() }
    while position < input.count, isDigit(input[position]) { position += 1 }
  }

  @inline(__always)
  private func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

  // RFC 8259 §7: string = quotation-mark *char quotation-mark
  mutating func parseString() throws(JSONError) {
    let start = position
    var isEscaped = false
    position += 1
    while true {
      skipPlainBytes()
      guard position < input.count else { throw failure("unexpected end of text") }
      let byte = input[position]
      switch byte {
      case UInt8(ascii: "\""):
        position += 1
        var node = JSONNode(kind: .string, start: start, end: position, next: nodes.count + 1)
        if isEscaped { node.info |= JSONNode.escapedBit }
        nodes.append(node)
        return
      case UInt8(ascii: "\\"):
        isEscaped = true
        try parseEscape()
      case 0x80...: try parseMultibyte(byte)
      case 0x20...: position += 1
      default: throw failure("control character in a string")
      }
    }
  }

  /// Moves past printable ASCII without quote and backslash, eight bytes at a time.
  @inline(__always)
  private mutating func skipPlainBytes() {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let high: UInt64 = 0x8080_8080_8080_8080
    guard let start = input.baseAddress else { return }
    while position &+ 8 <= input.count {
      let word = UInt64(littleEndian: UnsafeRawPointer(start + position).loadUnaligned(as: UInt64.self))
      let quote = word ^ (ones &* 0x22)
      let backslash = word ^ (ones &* 0x5C)
      // A byte's high bit is set where the byte is zero (quote, backslash), below 0x20, or not ASCII.
      // A borrow may set it further up by mistake, never further down, so the first one counts.
      let found = ((quote &- ones) | (backslash &- ones) | (word &- (ones &* 0x20)) | word) & high
      guard found == 0 else {
        position &+= found.trailingZeroBitCount >> 3
        return
      }
      position &+= 8
    }
  }

  private mutating func parseEscape() throws(JSONError) {
    let start = position
    position += 1
    switch current {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
      UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
      position += 1
    case UInt8(ascii: "u"):
      position += 1
      let unit = try parseHex4()
      switch unit {
      case 0xD800..<0xDC00:
        guard current == UInt8(ascii: "\\") else { throw failure("unpaired surrogate", at: start) }
        position += 1
        guard current == UInt8(ascii: "u") else { throw failure("unpaired surrogate", at: start) }
        position += 1
        guard try 0xDC00..<0xE000 ~= parseHex4() else { throw failure("unpaired surrogate", at: start) }
      case 0xDC00..<0xE000: throw failure("unpaired surrogate", at: start)
      default: break
      }
    default: throw failure("invalid escape", at: start)
    }
  }

  private mutating func parseHex4() throws(JSONError) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard let digit = hexDigitValue(current) else { throw failure("invalid escape") }
      value = value << 4 | digit
      position += 1
    }
    return value
  }

  // RFC 3629 §4: well-formed sequences only (no overlong forms, no surrogates, nothing past U+10FFFF)
  private mutating func parseMultibyte(_ lead: UInt8) throws(JSONError) {
    let length: Int
    var second: ClosedRange<UInt8> = 0x80...0xBF
    switch lead {
    case 0xC2...0xDF: length = 2
    case 0xE0: (length, second) = (3, 0xA0...0xBF)
    case 0xED: (length, second) = (3, 0x80...0x9F)
    case 0xE1...0xEF: length = 3
    case 0xF0: (length, second) = (4, 0x90...0xBF)
    case 0xF4: (length, second) = (4, 0x80...0x8F)
    case 0xF1...0xF3: length = 4
    default: throw failure("invalid UTF-8")
    }
    guard position + length <= input.count, second.contains(input[position + 1]) else { throw failure("invalid UTF-8") }
    for offset in 2..<max(length, 2) where input[position + offset] & 0xC0 != 0x80 { throw failure("invalid UTF-8") }
    position += length
  }
}

/// The value of a hexadecimal digit of either case.
@inlinable @inline(__always)
package func hexDigitValue(_ byte: UInt8) -> UInt32? {
  switch byte {
  case 0x30...0x39: UInt32(byte - 0x30)
  case 0x41...0x46: UInt32(byte - 0x37)
  case 0x61...0x66: UInt32(byte - 0x57)
  default: nil
  }
}
