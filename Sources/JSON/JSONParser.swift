/// The pass from bytes to tape. Iterative, so that depth costs no stack.
struct JSONParser {
  let input: UnsafeBufferPointer<UInt8>
  var position = 0
  var nodes: JSONNodes
  /// The innermost container that is open; -1 when none is. An open container's `next` is the one around it.
  private var container = -1
  /// How many containers are open.
  private var depth = 0

  static let maximumSize = 1 << 28

  private init(_ input: UnsafeBufferPointer<UInt8>) {
    self.input = input
    nodes = JSONNodes(capacity: input.count / 8)
  }

  static func parse(_ bytes: [UInt8], maximumDepth: Int) throws(JSONError) -> JSONNodes {
    guard bytes.count <= maximumSize else { throw JSONError(offset: maximumSize, message: "text is too long") }
    let result = bytes.withUnsafeBufferPointer { buffer -> Result<JSONNodes, JSONError> in
      var parser = JSONParser(buffer)
      do throws(JSONError) {
        try parser.parseText(maximumDepth: maximumDepth)
        return .success(parser.nodes)
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

  /// The byte at the position; 0 at the end, which no rule of the grammar accepts outside strings.
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

  /// Reads one value. True when it was the start of a container whose first value comes next.
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
    case UInt8(ascii: "t"): try parseWord("true", .boolean)
    case UInt8(ascii: "f"): try parseWord("false", .boolean)
    case UInt8(ascii: "n"): try parseWord("null", .null)
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

  /// After a value: reads the comma before the next one, or closes as many containers as end here.
  private mutating func closeContainers() throws(JSONError) {
    while depth > 0 {
      skipSpace()
      let isObject = nodes[container].kind == .object
      let byte = current
      // A container that has just been opened and is empty holds no value to count.
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
      let outer = Int(Int32(bitPattern: nodes[container].next))
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

  private mutating func parseWord(_ word: StaticString, _ kind: JSONView.Kind) throws(JSONError) {
    let start = position
    for offset in 0..<word.utf8CodeUnitCount {
      guard position < input.count, input[position] == word.utf8Start[offset] else { throw unexpected() }
      position += 1
    }
    nodes.append(JSONNode(kind: kind, start: start, end: position, next: nodes.count + 1))
  }
}
