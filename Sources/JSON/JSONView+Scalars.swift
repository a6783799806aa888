extension JSONView {
  /// A string's characters, escapes resolved; nil on another kind.
  public var string: String? {
    let node = node
    guard node.kind == .string else { return nil }
    return tape.bytes.withUnsafeBufferPointer { bytes in
      if node.isEscaped { return String(decoding: JSONText.unescape(bytes, node), as: UTF8.self) }
      return String(decoding: UnsafeBufferPointer(rebasing: bytes[Int(node.start) + 1..<Int(node.end) - 1]), as: UTF8.self)
    }
  }

  /// A string's UTF-8, escapes resolved; nil on another kind.
  public var utf8: [UInt8]? {
    let node = node
    guard node.kind == .string else { return nil }
    if !node.isEscaped { return Array(tape.bytes[Int(node.start) + 1..<Int(node.end) - 1]) }
    return tape.bytes.withUnsafeBufferPointer { JSONText.unescape($0, node) }
  }

  /// Whether this is a string of exactly these UTF-8 bytes. Makes no string.
  public func isString(utf8 other: [UInt8]) -> Bool {
    let node = node
    guard node.kind == .string else { return false }
    if node.isEscaped { return utf8 == other }
    let start = Int(node.start) + 1
    guard Int(node.end) - start - 1 == other.count else { return false }
    for offset in other.indices where tape.bytes[start + offset] != other[offset] { return false }
    return true
  }

  /// A boolean; nil on another kind.
  public var bool: Bool? {
    let node = node
    guard node.kind == .boolean else { return nil }
    return tape.bytes[Int(node.start)] == UInt8(ascii: "t")
  }

  /// A number's text as it was written; nil on another kind.
  public var numberText: String? {
    kind == .number ? String(decoding: raw, as: UTF8.self) : nil
  }

  /// A number whose value is a whole one that fits (`1`, `1.0` and `10e-1` are 1); nil for anything else.
  public var int: Int64? {
    kind == .number ? JSONNumber.exactInteger(raw) : nil
  }

  /// A number as the nearest finite `Double`; nil when it overflows, or on another kind.
  public var double: Double? {
    guard kind == .number, let value = Double(String(decoding: raw, as: UTF8.self)), value.isFinite else { return nil }
    return value
  }

  /// Calls a function with the text of a scalar as it lies in the document: a string's characters without its quotes, else the JSON text.
  /// Nil, without a call, for a string with escapes, an array or an object.
  @inlinable @inline(__always)
  public func withPlainText<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result? {
    let node = node
    guard !node.isEscaped, node.kind.rawValue <= Kind.string.rawValue else { return nil }
    let quote = node.kind == .string ? 1 : 0
    return tape.bytes.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[Int(node.start) + quote..<Int(node.end) - quote])) }
  }
}
