/// Writes JSON text and adds the commas and colons. The caller balances begin and end, and writes a name before the value of each member.
public struct JSONWriter: Sendable {
  /// The text so far.
  public var bytes: [UInt8]
  @usableFromInline var needsComma = false

  @inlinable
  public init(capacity: Int = 256) {
    bytes = []
    bytes.reserveCapacity(capacity)
  }

  @inlinable @inline(__always)
  mutating func separate() {
    if needsComma { bytes.append(UInt8(ascii: ",")) }
    needsComma = true
  }

  @inlinable
  public mutating func beginObject() {
    separate()
    bytes.append(UInt8(ascii: "{"))
    needsComma = false
  }

  @inlinable
  public mutating func endObject() {
    bytes.append(UInt8(ascii: "}"))
    needsComma = true
  }

  @inlinable
  public mutating func beginArray() {
    separate()
    bytes.append(UInt8(ascii: "["))
    needsComma = false
  }

  @inlinable
  public mutating func endArray() {
    bytes.append(UInt8(ascii: "]"))
    needsComma = true
  }

  /// Writes the name of a member and the colon.
  @inlinable
  public mutating func name(_ name: StaticString) {
    separate()
    if name.hasPointerRepresentation {
      appendQuoted(UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
    } else {
      appendString(name.description)
    }
    bytes.append(UInt8(ascii: ":"))
    needsComma = false
  }

  /// Writes the name of a member and the colon.
  @inlinable @_disfavoredOverload
  public mutating func name(_ name: String) {
    separate()
    appendString(name)
    bytes.append(UInt8(ascii: ":"))
    needsComma = false
  }

  /// Writes the name of a member that is JSON text already, with its quotes and the colon.
  @inlinable
  public mutating func rawName(_ quotedNameAndColon: [UInt8]) {
    separate()
    quotedNameAndColon.withUnsafeBufferPointer { bytes.append(contentsOf: $0) }
    needsComma = false
  }

  @inlinable
  public mutating func string(_ value: String) {
    separate()
    appendString(value)
  }

  /// Writes a string from UTF-8 that must be valid.
  @inlinable
  public mutating func string(utf8 value: [UInt8]) {
    separate()
    value.withUnsafeBufferPointer { appendQuoted($0) }
  }

  @inlinable
  public mutating func number(_ value: Int64) {
    separate()
    if value < 0 { bytes.append(UInt8(ascii: "-")) }
    var unit: UInt64 = 1
    while value.magnitude / unit >= 10 { unit *= 10 }
    while unit > 0 {
      bytes.append(UInt8(truncatingIfNeeded: 0x30 + value.magnitude / unit % 10))
      unit /= 10
    }
  }

  @inlinable
  public mutating func number(_ value: Int) { number(Int64(value)) }

  @inlinable
  public mutating func bool(_ value: Bool) {
    separate()
    bytes.append(contentsOf: (value ? "true" : "false").utf8)
  }

  @inlinable
  public mutating func null() {
    separate()
    bytes.append(contentsOf: "null".utf8)
  }

  /// Writes a value that is JSON text already.
  @inlinable
  public mutating func raw(_ text: some Collection<UInt8>) {
    separate()
    bytes.append(contentsOf: text)
  }

  /// Writes the text of a parsed value.
  @inlinable
  public mutating func copy(_ view: JSONView) {
    separate()
    let node = view.node
    view.tape.bytes.withUnsafeBufferPointer {
      bytes.append(contentsOf: UnsafeBufferPointer(rebasing: $0[Int(node.start)..<Int(node.end)]))
    }
  }
}

/// Kinds of values whose text is copied as it is.
public struct JSONCopyableKinds: OptionSet, Sendable {
  public let rawValue: UInt8

  @inlinable
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  public static let null = Self(.null)
  public static let boolean = Self(.boolean)
  public static let number = Self(.number)
  public static let string = Self(.string)
  public static let array = Self(.array)
  public static let object = Self(.object)
  /// A number of at most nine digits, without sign, fraction and exponent. With it, `number` is ignored.
  public static let shortInteger = Self(rawValue: 1 << 6)
  /// A number of at most fifteen bytes without exponent. With it, `number` is ignored.
  public static let shortDecimal = Self(rawValue: 1 << 7)
  public static let any: Self = [.null, .boolean, .number, .string, .array, .object]

  private init(_ kind: JSONView.Kind) { self.init(rawValue: 1 << kind.rawValue) }

  /// - Parameter bytes: the text that the node is in.
  @inline(__always)
  func contains(_ node: JSONNode, in bytes: UnsafePointer<UInt8>) -> Bool {
    if node.kind == .number, rawValue >= Self.shortInteger.rawValue {
      let isInteger = contains(.shortInteger)
      guard node.end &- node.start <= (isInteger ? 9 : 15) else { return false }
      for position in Int(node.start)..<Int(node.end) {
        let byte = bytes[position]
        guard byte &- 0x30 <= 9 || (!isInteger && (byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-"))) else { return false }
      }
      return true
    }
    return rawValue & (1 << node.kind.rawValue) != 0
  }
}

extension JSONWriter {
  @inlinable
  mutating func appendString(_ value: String) {
    var value = value
    value.withUTF8 { appendQuoted($0) }
  }

  /// RFC 8259 §7: escapes quotation mark, reverse solidus and control characters, and copies the runs of other bytes.
  @inlinable
  mutating func appendQuoted(_ text: UnsafeBufferPointer<UInt8>) {
    bytes.append(UInt8(ascii: "\""))
    var runStart = 0
    for index in text.indices {
      let byte = text[index]
      guard byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") else { continue }
      if runStart < index { bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[runStart..<index])) }
      appendEscape(byte)
      runStart = index + 1
    }
    if runStart < text.count { bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[runStart...])) }
    bytes.append(UInt8(ascii: "\""))
  }

  @usableFromInline
  mutating func appendEscape(_ byte: UInt8) {
    bytes.append(UInt8(ascii: "\\"))
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes.append(byte)
    case 0x08: bytes.append(UInt8(ascii: "b"))
    case 0x09: bytes.append(UInt8(ascii: "t"))
    case 0x0A: bytes.append(UInt8(ascii: "n"))
    case 0x0C: bytes.append(UInt8(ascii: "f"))
    case 0x0D: bytes.append(UInt8(ascii: "r"))
    default:
      bytes.append(contentsOf: "u00".utf8)
      bytes.append(byte < 0x10 ? UInt8(ascii: "0") : UInt8(ascii: "1"))
      let low = byte & 15
      bytes.append(low < 10 ? 0x30 + low : 0x57 + low)
    }
  }
}

extension JSONWriter {
  /// A position to roll back to.
  public struct Mark: Sendable {
    @usableFromInline let count: Int
    @usableFromInline let needsComma: Bool

    @inlinable
    init(count: Int, needsComma: Bool) {
      self.count = count
      self.needsComma = needsComma
    }
  }

  /// The current position.
  @inlinable public var mark: Mark { Mark(count: bytes.count, needsComma: needsComma) }

  /// Removes everything that was written after the mark.
  @inlinable
  public mutating func rollBack(to mark: Mark) {
    bytes.removeLast(bytes.count - mark.count)
    needsComma = mark.needsComma
  }
}
