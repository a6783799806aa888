import CVector

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Parses bytes to nodes. It is not recursive, so deep texts cannot exhaust the stack.
///
/// Sixteen bytes of a string or of white space are compared at once. One function walks the text, so that its position stays in a register.
/// The objects of a list usually have the same names with the same white space around them: what precedes a value is compared with what
/// preceded the value at the same place of the object before, and is read only when it differs.
struct JSONParser {
  private typealias Position = UnsafePointer<UInt8>

  /// The text between two values of an object, or before the first one: `, "name": `.
  private struct Separator {
    /// The offset of the text.
    var start: UInt32 = 0
    /// 0 when there is no text, or when it is too long for the comparison.
    var length: UInt32 = 0
    /// The range of the name within the text.
    var nameStart: UInt32 = 0
    var nameEnd: UInt32 = 0
  }

  private typealias Separators = UnsafeMutableBufferPointer<Separator>

  /// The separators that are kept: those of the outer containers, and of the first members in each. Together 1,024 bytes, which are on the stack.
  private static let keptDepth = 4
  private static let keptMembers = 16

  private let start: UnsafePointer<UInt8>
  private let end: UnsafePointer<UInt8>
  /// Whether unpaired surrogate escapes are collected; otherwise they are an error.
  private let isRepairing: Bool
  /// The offsets of unpaired surrogate escapes.
  private var unpaired: [Int] = []

  static let maximumSize = 1 << 28

  private init(_ input: UnsafeBufferPointer<UInt8>, _ start: UnsafePointer<UInt8>, isRepairing: Bool) {
    self.start = start
    end = start + input.count
    self.isRepairing = isRepairing
  }

  static func parse(
    _ bytes: [UInt8], maximumDepth: Int, isRepairing: Bool = false
  ) throws(JSONError) -> (nodes: JSONNodes, unpaired: [Int]) {
    guard bytes.count <= maximumSize else { throw JSONError(offset: maximumSize, message: "text is too long") }
    let result = bytes.withUnsafeBufferPointer { buffer -> Result<(nodes: JSONNodes, unpaired: [Int]), JSONError> in
      guard let start = buffer.baseAddress else { return .failure(JSONError(offset: 0, message: "unexpected end of text")) }
      var parser = JSONParser(buffer, start, isRepairing: isRepairing)
      let first = isRepairing && buffer.starts(with: [0xEF, 0xBB, 0xBF]) ? start + 3 : start
      do throws(JSONError) {
        return .success((try parser.nodes(from: first, maximumDepth: maximumDepth), parser.unpaired))
      } catch {
        return .failure(error)
      }
    }
    return try result.get()
  }

  private func failure(_ message: String, at position: Position) -> JSONError {
    JSONError(offset: position - start, message: message)
  }

  private func unexpected(_ position: Position) -> JSONError {
    failure(position < end ? "unexpected character" : "unexpected end of text", at: position)
  }

  private mutating func nodes(from first: Position, maximumDepth: Int) throws(JSONError) -> JSONNodes {
    // Long texts have long strings.
    let size = end - first
    var nodes = JSONNodes(capacity: size < 4096 ? size / 8 : size / 16)
    let failure = withUnsafeTemporaryAllocation(of: Separator.self, capacity: Self.keptDepth * Self.keptMembers) { separators in
      separators.initialize(repeating: Separator())
      do throws(JSONError) {
        try appendText(from: first, maximumDepth: maximumDepth, to: &nodes, separators)
        return nil as JSONError?
      } catch {
        return error
      }
    }
    guard let failure else { return nodes }
    free(nodes.start)
    throw failure
  }

  // RFC 8259 §2: JSON-text = ws value ws
  @inline(__always)
  private mutating func appendText(
    from first: Position, maximumDepth: Int, to nodes: inout JSONNodes, _ separators: Separators
  ) throws(JSONError) {
    var position = first
    /// The innermost open container, while `depth` is not 0. The `next` of an open container is the index of the container around it.
    var container = 0
    var depth = 0
    var isObject = false
    skipSpace(&position)
    values: while true {
      guard position < end else { throw unexpected(position) }
      switch position.pointee {
      case UInt8(ascii: "\""): try appendString(&position, &nodes)
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        guard depth < maximumDepth else { throw failure("value is nested too deeply", at: position) }
        isObject = position.pointee == UInt8(ascii: "{")
        let offset = position - start
        nodes.append(JSONNode(kind: isObject ? .object : .array, start: offset, end: offset, next: container))
        container = nodes.count - 1
        depth += 1
        if isObject, let next = repeated(position, depth, 0, separators, &nodes) {
          position = next
          skipSpace(&position)
          continue values
        }
        let before = position
        position += 1
        skipSpace(&position)
        guard position < end else { throw unexpected(position) }
        if position.pointee != (isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) {
          if isObject {
            try appendName(&position, &nodes)
            keep(before, position, depth, 0, separators, nodes)
          }
          continue values
        }
      case UInt8(ascii: "t"): try appendLiteral("true", .boolean, &position, &nodes)
      case UInt8(ascii: "f"): try appendLiteral("false", .boolean, &position, &nodes)
      case UInt8(ascii: "n"): try appendLiteral("null", .null, &position, &nodes)
      default: try appendNumber(&position, &nodes)
      }
      // What follows a value: the comma before the next one, or the ends of containers.
      while depth > 0 {
        skipSpace(&position)
        guard position < end else { throw unexpected(position) }
        // An empty container has no value to count.
        let isEmpty = nodes.count == container + 1
        let byte = position.pointee
        if byte == UInt8(ascii: ","), !isEmpty {
          let info = nodes[container].info &+ 16
          nodes[container].info = info
          guard isObject else {
            position += 1
            skipSpace(&position)
            continue values
          }
          let member = Int(info &>> 4)
          if let next = repeated(position, depth, member, separators, &nodes) {
            position = next
            skipSpace(&position)
          } else {
            let before = position
            position += 1
            skipSpace(&position)
            try appendName(&position, &nodes)
            keep(before, position, depth, member, separators, nodes)
          }
          continue values
        }
        guard byte == (isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) else { throw unexpected(position) }
        if !isEmpty { nodes[container].info &+= 16 }
        position += 1
        let outer = Int(nodes[container].next)
        nodes[container].end = UInt32(truncatingIfNeeded: position - start)
        nodes[container].next = UInt32(truncatingIfNeeded: nodes.count)
        container = outer
        depth -= 1
        isObject = nodes[container].kind == .object
      }
      break
    }
    skipSpace(&position)
    if position != end { throw failure("unexpected text after the value", at: position) }
  }

  /// The position after a separator that is the one at the same place of the object before; its name is appended. Nil when it is another.
  @inline(__always)
  private func repeated(
    _ position: Position, _ depth: Int, _ member: Int, _ separators: Separators, _ nodes: inout JSONNodes
  ) -> Position? {
    guard depth <= Self.keptDepth, member < Self.keptMembers, end - position >= 32 else { return nil }
    let kept = separators[(depth - 1) * Self.keptMembers + member]
    let length = Int(kept.length)
    guard length > 0 else { return nil }
    let text = start + Int(kept.start)
    // The bits of the bytes after the separator are set, so that these count as equal.
    if length <= 16 {
      guard trellis_equal_bytes(position, text) | (UInt32.max &<< UInt32(length)) == .max else { return nil }
    } else {
      guard trellis_equal_bytes(position, text) | 0xFFFF_0000 == .max,
        trellis_equal_bytes(position + 16, text + 16) | (UInt32.max &<< UInt32(length &- 16)) == .max
      else { return nil }
    }
    let offset = position - start
    nodes.append(
      JSONNode(kind: .string, start: offset &+ Int(kept.nameStart), end: offset &+ Int(kept.nameEnd), next: nodes.count &+ 1))
    return position + length
  }

  /// Keeps a separator whose name was appended last.
  @inline(__always)
  private func keep(
    _ first: Position, _ position: Position, _ depth: Int, _ member: Int, _ separators: Separators, _ nodes: JSONNodes
  ) {
    guard depth <= Self.keptDepth, member < Self.keptMembers else { return }
    let name = nodes[nodes.count - 1]
    let start = UInt32(truncatingIfNeeded: first - start)
    // An escape may have to be repaired wherever it is.
    let length = position - first <= 32 && !name.isEscaped ? position - first : 0
    separators[(depth - 1) * Self.keptMembers + member] = Separator(
      start: start, length: UInt32(length), nameStart: name.start &- start, nameEnd: name.end &- start)
  }

  // RFC 8259 §4: member = string name-separator value
  @inline(__always)
  private mutating func appendName(_ position: inout Position, _ nodes: inout JSONNodes) throws(JSONError) {
    guard position < end, position.pointee == UInt8(ascii: "\"") else { throw unexpected(position) }
    try appendString(&position, &nodes)
    skipSpace(&position)
    guard position < end, position.pointee == UInt8(ascii: ":") else { throw unexpected(position) }
    position += 1
    skipSpace(&position)
  }

  // RFC 8259 §3: false = %x66.61.6c.73.65, null = %x6e.75.6c.6c, true = %x74.72.75.65
  @inline(__always)
  private func appendLiteral(
    _ name: StaticString, _ kind: JSONView.Kind, _ position: inout Position, _ nodes: inout JSONNodes
  ) throws(JSONError) {
    let first = position
    for offset in 0..<name.utf8CodeUnitCount {
      guard position < end, position.pointee == name.utf8Start[offset] else { throw unexpected(position) }
      position += 1
    }
    nodes.append(JSONNode(kind: kind, start: first - start, end: position - start, next: nodes.count + 1))
  }
}

extension JSONParser {
  @inline(__always)
  private func skipSpace(_ position: inout Position) {
    // A compact text has no white space, and most others have one space after a colon.
    guard position < end, position.pointee <= 0x20 else { return }
    if end - position >= 16 {
      let others = trellis_other_than_space(position)
      if others != 0 {
        position += others.trailingZeroBitCount
      } else {
        position = skippedSpaces(position + 16)
      }
    } else {
      position = skippedSpaces(position)
    }
  }

  /// The position after white space.
  @inline(never)
  private func skippedSpaces(_ first: Position) -> Position {
    var position = first
    while end - position >= 16 {
      let others = trellis_other_than_space(position)
      guard others == 0 else { return position + others.trailingZeroBitCount }
      position += 16
    }
    while position < end, position.pointee == 0x20 || position.pointee == 0x0A || position.pointee == 0x0D || position.pointee == 0x09 {
      position += 1
    }
    return position
  }

  /// Skips printable ASCII other than quotes and backslashes, sixteen bytes at a time.
  @inline(__always)
  private func skipPlainBytes(_ position: inout Position) {
    while end - position >= 16 {
      let special = trellis_special_bytes(position)
      guard special == 0 else { return position += special.trailingZeroBitCount }
      position += 16
    }
  }

  // RFC 8259 §6: number = [ minus ] int [ frac ] [ exp ]
  @inline(__always)
  private mutating func appendNumber(_ position: inout Position, _ nodes: inout JSONNodes) throws(JSONError) {
    let first = position
    if position.pointee == UInt8(ascii: "-") { position += 1 }
    if position < end, position.pointee == UInt8(ascii: "0") { position += 1 } else { try skipDigits(&position) }
    if position < end, position.pointee == UInt8(ascii: ".") {
      position += 1
      try skipDigits(&position)
    }
    if position < end, position.pointee | 0x20 == UInt8(ascii: "e") {
      position += 1
      if position < end, position.pointee == UInt8(ascii: "+") || position.pointee == UInt8(ascii: "-") { position += 1 }
      try skipDigits(&position)
    }
    nodes.append(JSONNode(kind: .number, start: first - start, end: position - start, next: nodes.count + 1))
  }

  @inline(__always)
  private func skipDigits(_ position: inout Position) throws(JSONError) {
    guard position < end, position.pointee &- 0x30 < 10 else { throw unexpected(position) }
    repeat { position += 1 } while position < end && position.pointee &- 0x30 < 10
  }

  // RFC 8259 §7: string = quotation-mark *char quotation-mark
  @inline(__always)
  private mutating func appendString(_ position: inout Position, _ nodes: inout JSONNodes) throws(JSONError) {
    let first = position
    var info = UInt32(JSONView.Kind.string.rawValue)
    position += 1
    while true {
      skipPlainBytes(&position)
      guard position < end else { throw failure("unexpected end of text", at: position) }
      let byte = position.pointee
      if byte == UInt8(ascii: "\"") { break }
      switch byte {
      case UInt8(ascii: "\\"):
        info |= JSONNode.escapedBit
        if end - position >= 2, position[1] == UInt8(ascii: "n") || position[1] == UInt8(ascii: "\"") {
          position += 2
        } else {
          position = try skippedEscape(position)
        }
      case 0x80...: position = try skippedMultibyte(position)
      case 0x20...: position += 1
      default: throw failure("control character in a string", at: position)
      }
    }
    position += 1
    nodes.append(JSONNode(start: first - start, end: position - start, next: nodes.count + 1, info: info))
  }

  /// The position after an escape.
  private mutating func skippedEscape(_ first: Position) throws(JSONError) -> Position {
    var position = first + 1
    guard position < end else { throw failure("invalid escape", at: first) }
    switch position.pointee {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
      UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
      return position + 1
    case UInt8(ascii: "u"):
      position += 1
      switch try hex4(&position) {
      case 0xD800..<0xDC00:
        let afterFirst = position
        if end - position >= 2, position[0] == UInt8(ascii: "\\"), position[1] == UInt8(ascii: "u") {
          position += 2
          if try 0xDC00..<0xE000 ~= hex4(&position) { return position }
        }
        try addUnpairedSurrogate(at: first)
        // The escape that follows is read by itself, because it can begin a pair.
        return afterFirst
      case 0xDC00..<0xE000: try addUnpairedSurrogate(at: first)
      default: break
      }
      return position
    default: throw failure("invalid escape", at: first)
    }
  }

  private mutating func addUnpairedSurrogate(at position: Position) throws(JSONError) {
    guard isRepairing else { throw failure("unpaired surrogate", at: position) }
    unpaired.append(position - start)
  }

  private func hex4(_ position: inout Position) throws(JSONError) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard position < end, let digit = hexDigitValue(position.pointee) else { throw failure("invalid escape", at: position) }
      value = value << 4 | digit
      position += 1
    }
    return value
  }

  // RFC 3629 §4: well-formed sequences only (no overlong forms, no surrogates, nothing past U+10FFFF)
  /// The position after a character that is not ASCII.
  private func skippedMultibyte(_ position: Position) throws(JSONError) -> Position {
    let length: Int
    var second: ClosedRange<UInt8> = 0x80...0xBF
    switch position.pointee {
    case 0xC2...0xDF: length = 2
    case 0xE0: (length, second) = (3, 0xA0...0xBF)
    case 0xED: (length, second) = (3, 0x80...0x9F)
    case 0xE1...0xEF: length = 3
    case 0xF0: (length, second) = (4, 0x90...0xBF)
    case 0xF4: (length, second) = (4, 0x80...0x8F)
    case 0xF1...0xF3: length = 4
    default: throw failure("invalid UTF-8", at: position)
    }
    guard end - position >= length, second.contains(position[1]) else { throw failure("invalid UTF-8", at: position) }
    for offset in 2..<max(length, 2) where position[offset] & 0xC0 != 0x80 { throw failure("invalid UTF-8", at: position) }
    return position + length
  }
}
