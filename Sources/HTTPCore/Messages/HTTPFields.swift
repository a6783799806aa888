/// Header or trailer fields (RFC 9110 §5): ordered, with case-insensitive names that may repeat.
///
/// The fields are stored in one byte array with an index of ranges, and strings are made on demand. A parsed head keeps the received
/// bytes; fields built here are stored as `name: value CRLF`, so that writing them is one copy.
public struct HTTPFields: Sendable {
  /// The ranges of one field's name and value in `bytes`.
  package struct Entry: Sendable {
    package var nameStart: UInt32
    package var nameLength: UInt32
    package var valueStart: UInt32
    package var valueLength: UInt32

    package init(nameStart: Int, nameLength: Int, valueStart: Int, valueLength: Int) {
      self.nameStart = UInt32(truncatingIfNeeded: nameStart)
      self.nameLength = UInt32(truncatingIfNeeded: nameLength)
      self.valueStart = UInt32(truncatingIfNeeded: valueStart)
      self.valueLength = UInt32(truncatingIfNeeded: valueLength)
    }

    package var name: Range<Int> { Int(nameStart)..<Int(nameStart) + Int(nameLength) }
    package var value: Range<Int> { Int(valueStart)..<Int(valueStart) + Int(valueLength) }
  }

  package private(set) var bytes: [UInt8]
  package private(set) var entries: [Entry]
  /// Whether `bytes` is exactly the wire format of the fields.
  package private(set) var isWireFormat: Bool

  public init() {
    bytes = []
    entries = []
    isWireFormat = true
  }

  /// Fields that a parser found in the bytes of a head.
  package init(bytes: [UInt8], entries: [Entry]) {
    self.bytes = bytes
    self.entries = entries
    isWireFormat = false
  }

  /// The number of field lines.
  public var count: Int { entries.count }

  /// Whether there is no field.
  public var isEmpty: Bool { entries.isEmpty }

  /// The value of a field, several lines joined by `, ` (RFC 9110 §5.3); nil when absent. Setting replaces all lines of the name; nil removes.
  public subscript(_ name: String) -> String? {
    get {
      var found: String?
      for entry in entries where matches(entry, name) {
        let text = String(decoding: bytes[entry.value], as: UTF8.self)
        found = found.map { $0 + ", " + text } ?? text
      }
      return found
    }
    set {
      remove(name)
      if let newValue { append(name, newValue) }
    }
  }

  /// The value of the first line with the name; nil when absent.
  public func first(_ name: String) -> String? {
    for entry in entries where matches(entry, name) { return String(decoding: bytes[entry.value], as: UTF8.self) }
    return nil
  }

  /// Whether the field has one line, with exactly this value.
  package func isOneLine(_ name: StaticString, _ value: StaticString) -> Bool {
    let name = UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount)
    var found: Entry?
    for entry in entries where matches(entry, name) {
      guard found == nil else { return false }
      found = entry
    }
    guard let found, found.value.count == value.utf8CodeUnitCount else { return false }
    for (offset, index) in found.value.enumerated() where bytes[index] != value.utf8Start[offset] { return false }
    return true
  }

  /// Each line's value for a name, in order.
  public func values(_ name: String) -> [String] {
    entries.filter { matches($0, name) }.map { String(decoding: bytes[$0.value], as: UTF8.self) }
  }

  /// Whether there is a field with the name.
  public func contains(_ name: String) -> Bool { entries.contains { matches($0, name) } }

  /// Adds a line at the end.
  ///
  /// Control characters in the value become spaces (RFC 9110 §5.5), so that no value can end its line. A field whose name is not
  /// a token is not added.
  public mutating func append(_ name: String, _ value: String) {
    guard !name.isEmpty, name.utf8.count + value.utf8.count < 1 << 20 else { return }
    if entries.isEmpty { reserve(fields: 1, bytes: 0) }
    let nameStart = bytes.count
    bytes.append(contentsOf: name.utf8)
    let nameLength = bytes.count - nameStart
    for index in nameStart..<bytes.count where !HTTPCharacter.isToken(bytes[index]) {
      bytes.removeSubrange(nameStart...)
      return
    }
    bytes.append(UInt8(ascii: ":"))
    bytes.append(UInt8(ascii: " "))
    let valueStart = bytes.count
    bytes.append(contentsOf: value.utf8)
    for index in valueStart..<bytes.count where !HTTPCharacter.isFieldValue(bytes[index]) { bytes[index] = UInt8(ascii: " ") }
    let valueLength = bytes.count - valueStart
    bytes.append(13)
    bytes.append(10)
    entries.append(Entry(nameStart: nameStart, nameLength: nameLength, valueStart: valueStart, valueLength: valueLength))
  }

  /// Replaces all lines of a name by one whose value is these bytes, as `subscript` and `append` do, without strings.
  package mutating func set(_ name: StaticString, _ value: UnsafeBufferPointer<UInt8>) {
    let name = UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount)
    if let first = entries.firstIndex(where: { matches($0, name) }) {
      entries = entries.enumerated().filter { $0.offset < first || !matches($0.element, name) }.map(\.element)
      isWireFormat = false
    }
    if entries.isEmpty { reserve(fields: 1, bytes: 0) }
    let start = bytes.count
    let valueStart = start + name.count + 2
    let end = valueStart + value.count + 2
    // Enough for this line and usually the next, also in the copy that a shared array needs.
    bytes.reserveCapacity(end <= bytes.capacity ? bytes.capacity : end + 96)
    bytes.append(contentsOf: name)
    bytes.append(UInt8(ascii: ":"))
    bytes.append(UInt8(ascii: " "))
    bytes.append(contentsOf: value)
    for index in valueStart..<bytes.count where !HTTPCharacter.isFieldValue(bytes[index]) { bytes[index] = UInt8(ascii: " ") }
    bytes.append(13)
    bytes.append(10)
    entries.append(Entry(nameStart: start, nameLength: name.count, valueStart: valueStart, valueLength: value.count))
  }

  /// Reserves at least this capacity, and at least that of a usual message, so that its fields grow once.
  private mutating func reserve(fields: Int, bytes count: Int) {
    entries.reserveCapacity(max(fields, 6))
    bytes.reserveCapacity(max(count, 224))
  }

  /// Removes every line with the name.
  public mutating func remove(_ name: String) {
    guard entries.contains(where: { matches($0, name) }) else { return }
    entries = entries.filter { !matches($0, name) }
    isWireFormat = false
  }

  /// Calls `body` with each line's name (as written) and value, in order.
  public func forEach(_ body: (_ name: String, _ value: String) throws -> Void) rethrows {
    for entry in entries {
      try body(String(decoding: bytes[entry.name], as: UTF8.self), String(decoding: bytes[entry.value], as: UTF8.self))
    }
  }

  private func matches(_ entry: Entry, _ name: UnsafeBufferPointer<UInt8>) -> Bool {
    guard name.count == Int(entry.nameLength) else { return false }
    let start = Int(entry.nameStart)
    for index in 0..<name.count where HTTPCharacter.lowercased(name[index]) != HTTPCharacter.lowercased(bytes[start + index]) {
      return false
    }
    return true
  }

  private func matches(_ entry: Entry, _ name: String) -> Bool {
    let utf8 = name.utf8
    guard utf8.count == Int(entry.nameLength) else { return false }
    var position = Int(entry.nameStart)
    for byte in utf8 {
      guard HTTPCharacter.lowercased(byte) == HTTPCharacter.lowercased(bytes[position]) else { return false }
      position += 1
    }
    return true
  }
}

extension HTTPFields {
  /// Writes the wire format of the fields in as few pieces as possible: one when none is excluded and all were built here.
  package func withWireFields(isExcluded: (UnsafeBufferPointer<UInt8>) -> Bool, _ write: (UnsafeBufferPointer<UInt8>) -> Void) {
    guard !entries.isEmpty else { return }
    bytes.withUnsafeBufferPointer { all in
      let mustSkip = entries.contains { isExcluded(UnsafeBufferPointer(rebasing: all[$0.name])) }
      if isWireFormat, !mustSkip { return write(all) }
      let separator: StaticString = ": "
      let end: StaticString = "\r\n"
      for entry in entries {
        let name = UnsafeBufferPointer(rebasing: all[entry.name])
        if mustSkip, isExcluded(name) { continue }
        write(name)
        write(UnsafeBufferPointer(start: separator.utf8Start, count: 2))
        write(UnsafeBufferPointer(rebasing: all[entry.value]))
        write(UnsafeBufferPointer(start: end.utf8Start, count: 2))
      }
    }
  }
}

extension HTTPFields: ExpressibleByDictionaryLiteral {
  /// Fields in the order of the literal; a repeated name is two lines.
  public init(dictionaryLiteral elements: (String, String)...) {
    self.init()
    reserve(fields: elements.count, bytes: elements.reduce(0) { $0 + $1.0.utf8.count + $1.1.utf8.count + 4 })
    for (name, value) in elements { append(name, value) }
  }
}

extension HTTPFields: Equatable, CustomStringConvertible {
  /// Same lines in the same order, names compared without case.
  public static func == (left: HTTPFields, right: HTTPFields) -> Bool {
    left.entries.count == right.entries.count
      && zip(left.entries, right.entries).allSatisfy { a, b in
        left.bytes[a.value] == right.bytes[b.value]
          && left.bytes[a.name].elementsEqual(right.bytes[b.name]) { HTTPCharacter.lowercased($0) == HTTPCharacter.lowercased($1) }
      }
  }

  /// The names only: values may be secret.
  public var description: String {
    "[" + entries.map { String(decoding: bytes[$0.name], as: UTF8.self) }.joined(separator: ", ") + "]"
  }
}
