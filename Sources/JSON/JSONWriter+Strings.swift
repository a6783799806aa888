extension JSONWriter {
  @inlinable
  mutating func appendString(_ value: String) {
    var value = value
    value.withUTF8 { appendQuoted($0) }
  }

  /// Quotes UTF-8. RFC 8259 §7: quotation mark, reverse solidus and control characters must be escaped; runs of others are copied whole.
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
  /// A place to come back to.
  public struct Mark: Sendable {
    @usableFromInline let count: Int
    @usableFromInline let needsComma: Bool

    @inlinable
    init(count: Int, needsComma: Bool) {
      self.count = count
      self.needsComma = needsComma
    }
  }

  /// Where the writer stands now.
  @inlinable public var mark: Mark { Mark(count: bytes.count, needsComma: needsComma) }

  /// Forgets everything written since the mark.
  @inlinable
  public mutating func rollBack(to mark: Mark) {
    bytes.removeLast(bytes.count - mark.count)
    needsComma = mark.needsComma
  }
}
