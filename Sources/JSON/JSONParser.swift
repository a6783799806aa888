/// Parses bytes to nodes. It is not recursive, so deep texts cannot exhaust the stack.
struct JSONParser {
  let input: UnsafeBufferPointer<UInt8>
  var position = 0
  var nodes: JSONNodes
  /// The innermost open container, while `depth` is not 0. The `next` of an open container is the index of the container around it.
  private var container = 0
  /// The number of open containers.
  private var depth = 0
  /// Whether unpaired surrogate escapes are collected; otherwise they are an error.
  private let isRepairing: Bool
  /// The offsets of unpaired surrogate escapes.
  private var unpaired: [Int] = []

  static let maximumSize = 1 << 28

  private init(_ input: UnsafeBufferPointer<UInt8>, isRepairing: Bool) {
    self.input = input
    self.isRepairing = isRepairing
    nodes = JSONNodes(capacity: input.count / 8)
  }

  static func parse(
    _ bytes: [UInt8], maximumDepth: Int, isRepairing: Bool = false
  ) throws(JSONError) -> (nodes: JSONNodes, unpaired: [Int]) {
    guard bytes.count <= maximumSize else { throw JSONError(offset: maximumSize, message: "text is too long") }
    let result = bytes.withUnsafeBufferPointer { buffer -> Result<(nodes: JSONNodes, unpaired: [Int]), JSONError> in
      var parser = JSONParser(buffer, isRepairing: isRepairing)
      if isRepairing, buffer.starts(with: [0xEF, 0xBB, 0xBF]) { parser.position = 3 }
      do throws(JSONError) {
        try parser.parseText(maximumDepth: maximumDepth)
        return .success((parser.nodes, parser.unpaired))
      } catch {
        parser.nodes.start.deallocate()
        return .failure(error)
      }
    }
    return try result.get()
  }

  func failure(_ message: String, at offset: Int? = nil) -> JSONError {
    JSONError(offset: offset ?? position, message: message)
  }

  func unexpected() -> JSONError {
    failure(position < input.count ? "unexpected character" : "unexpected end of text")
  }

  /// The current byte; 0 at the end, which the grammar does not allow outside strings.
  @inline(__always)
  var current: UInt8 { position < input.count ? input[position] : 0 }

  @inline(__always)
  private mutating func skipSpace() {
    while position < input.count {
      let byte = input[position]
      guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return }
      position += 1
    }
  }

  // RFC 8259 §2: JSON-text = ws value ws
  private mutating func parseText(maximumDepth: Int) throws(JSONError) {
    repeat {
      skipSpace()
      let opened = try parseValueStart(maximumDepth: maximumDepth)
      if !opened { try closeContainers() }
    } while depth > 0
    skipSpace()
    if position != input.count { throw failure("unexpected text after the value") }
  }

  /// Reads a value. Returns true when it read the start of a container whose first value follows.
  private mutating func parseValueStart(maximumDepth: Int) throws(JSONError) -> Bool {
    switch current {
    case UInt8(ascii: "\""):
      try parseString()
      return false
    case UInt8(ascii: "{"):
      try beginContainer(.object, maximumDepth: maximumDepth)
      skipSpace()
      if current == UInt8(ascii: "}") { return false }
      try parseName()
      return true
    case UInt8(ascii: "["):
      try beginContainer(.array, maximumDepth: maximumDepth)
      skipSpace()
      if current == UInt8(ascii: "]") { return false }
      return true
    case UInt8(ascii: "t"): try parseLiteral("true", .boolean)
    case UInt8(ascii: "f"): try parseLiteral("false", .boolean)
    case UInt8(ascii: "n"): try parseLiteral("null", .null)
    default: try parseNumber()
    }
    return false
  }

  private mutating func beginContainer(_ kind: JSONView.Kind, maximumDepth: Int) throws(JSONError) {
    guard depth < maximumDepth else { throw failure("value is nested too deeply") }
    let outer = container
    container = nodes.count
    depth += 1
    nodes.append(JSONNode(kind: kind, start: position, end: position, next: outer))
    position += 1
  }

  /// Reads what follows a value: the comma before the next one, or the ends of containers.
  private mutating func closeContainers() throws(JSONError) {
    while depth > 0 {
      skipSpace()
      let isObject = nodes[container].kind == .object
      let byte = current
      // An empty container has no value to count.
      let isEmpty = nodes.count == container + 1
      if byte == UInt8(ascii: ",") && !isEmpty {
        nodes[container].info &+= 16
        position += 1
        if isObject {
          skipSpace()
          try parseName()
        }
        return
      }
      guard byte == (isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) else { throw unexpected() }
      if !isEmpty { nodes[container].info &+= 16 }
      position += 1
      let outer = Int(nodes[container].next)
      nodes[container].end = UInt32(truncatingIfNeeded: position)
      nodes[container].next = UInt32(truncatingIfNeeded: nodes.count)
      container = outer
      depth -= 1
    }
  }

  // RFC 8259 §4: member = string name-separator value
  private mutating func parseName() throws(JSONError) {
    guard current == UInt8(ascii: "\"") else { throw unexpected() }
    try parseString()
    skipSpace()
    guard current == UInt8(ascii: ":") else { throw unexpected() }
    position += 1
  }

  // RFC 8259 §3: false = %x66.61.6c.73.65, null = %x6e.75.6c.6c, true = %x74.72.75.65
  private mutating func parseLiteral(_ name: StaticString, _ kind: JSONView.Kind) throws(JSONError) {
    let start = position
    for offset in 0..<name.utf8CodeUnitCount {
      guard position < input.count, input[position] == name.utf8Start[offset] else { throw unexpected() }
      position += 1
    }
    nodes.append(JSONNode(kind: kind, start: start, end: position, next: nodes.count + 1))
  }
}

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

  /// Skips printable ASCII other than quotes and backslashes, eight bytes at a time.
  @inline(__always)
  private mutating func skipPlainBytes() {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let high: UInt64 = 0x8080_8080_8080_8080
    guard let start = input.baseAddress else { return }
    while position &+ 8 <= input.count {
      let word = UInt64(littleEndian: UnsafeRawPointer(start + position).loadUnaligned(as: UInt64.self))
      let quote = word ^ (ones &* 0x22)
      let backslash = word ^ (ones &* 0x5C)
      // The high bit of a byte is set where the byte is a quote, a backslash, below 0x20, or not ASCII.
      // A borrow can set a bit above the first match by mistake, but never below it, so the first match is correct.
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
        let end = position
        if current == UInt8(ascii: "\\"), position + 1 < input.count, input[position + 1] == UInt8(ascii: "u") {
          position += 2
          if try 0xDC00..<0xE000 ~= parseHex4() { return }
        }
        try addUnpairedSurrogate(at: start)
        // The escape that follows is read by itself, because it can begin a pair.
        position = end
      case 0xDC00..<0xE000: try addUnpairedSurrogate(at: start)
      default: break
      }
    default: throw failure("invalid escape", at: start)
    }
  }

  private mutating func addUnpairedSurrogate(at offset: Int) throws(JSONError) {
    guard isRepairing else { throw failure("unpaired surrogate", at: offset) }
    unpaired.append(offset)
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
