/// Writes JSON text; puts the commas and colons itself. The caller nests begin and end, and puts a name before each member's value.
public struct JSONWriter: Sendable {
  /// What has been written.
  public var bytes: [UInt8]
  @usableFromInline var needsComma = false

  /// A writer with room for `capacity` bytes before it grows.
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

  /// `{`
  @inlinable
  public mutating func beginObject() {
    separate()
    bytes.append(UInt8(ascii: "{"))
    needsComma = false
  }

  /// `}`
  @inlinable
  public mutating func endObject() {
    bytes.append(UInt8(ascii: "}"))
    needsComma = true
  }

  /// `[`
  @inlinable
  public mutating func beginArray() {
    separate()
    bytes.append(UInt8(ascii: "["))
    needsComma = false
  }

  /// `]`
  @inlinable
  public mutating func endArray() {
    bytes.append(UInt8(ascii: "]"))
    needsComma = true
  }

  /// A member's name and its colon.
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

  /// A member's name and its colon.
  @inlinable @_disfavoredOverload
  public mutating func name(_ name: String) {
    separate()
    appendString(name)
    bytes.append(UInt8(ascii: ":"))
    needsComma = false
  }

  /// A member's name that is already JSON text: quotes, name, quotes and colon.
  @inlinable
  public mutating func rawName(_ quotedNameAndColon: [UInt8]) {
    separate()
    bytes.append(contentsOf: quotedNameAndColon)
    needsComma = false
  }

  /// A string.
  @inlinable
  public mutating func string(_ value: String) {
    separate()
    appendString(value)
  }

  /// A string from UTF-8, which the caller knows to be valid.
  @inlinable
  public mutating func string(utf8 value: [UInt8]) {
    separate()
    value.withUnsafeBufferPointer { appendQuoted($0) }
  }

  /// A whole number.
  @inlinable
  public mutating func number(_ value: Int64) {
    separate()
    var magnitude = value.magnitude
    if value < 0 { bytes.append(UInt8(ascii: "-")) }
    let start = bytes.count
    repeat {
      bytes.append(UInt8(truncatingIfNeeded: 0x30 + magnitude % 10))
      magnitude /= 10
    } while magnitude > 0
    bytes[start...].reverse()
  }

  /// A whole number.
  @inlinable
  public mutating func number(_ value: Int) { number(Int64(value)) }

  /// `true` or `false`
  @inlinable
  public mutating func bool(_ value: Bool) {
    separate()
    bytes.append(contentsOf: (value ? "true" : "false").utf8)
  }

  /// `null`
  @inlinable
  public mutating func null() {
    separate()
    bytes.append(contentsOf: "null".utf8)
  }

  /// A value that is JSON text already.
  @inlinable
  public mutating func raw(_ text: some Collection<UInt8>) {
    separate()
    bytes.append(contentsOf: text)
  }

  /// A copy of a parsed value's text.
  @inlinable
  public mutating func copy(_ view: JSONView) {
    separate()
    let node = view.node
    view.tape.bytes.withUnsafeBufferPointer {
      bytes.append(contentsOf: UnsafeBufferPointer(rebasing: $0[Int(node.start)..<Int(node.end)]))
    }
  }
}
