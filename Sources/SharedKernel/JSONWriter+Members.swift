import JSON

/// Members of an object in one line each: `writer.member("id", order.id)`.
extension JSONWriter {
  public mutating func member(_ name: StaticString, _ value: String?) {
    self.name(name)
    if let value { string(value) } else { null() }
  }

  public mutating func member(_ name: StaticString, _ value: Int) {
    self.name(name)
    number(value)
  }

  public mutating func member(_ name: StaticString, _ value: Int64) {
    self.name(name)
    number(value)
  }

  public mutating func member(_ name: StaticString, _ value: Bool) {
    self.name(name)
    bool(value)
  }

  /// An identifier as a string, or `null`.
  public mutating func member(_ name: StaticString, _ value: EntityID?) {
    self.name(name)
    if let value { plainString(value.write) } else { null() }
  }

  /// An amount as a number with exactly two decimals, or `null`.
  public mutating func member(_ name: StaticString, _ value: Money?) {
    self.name(name)
    if let value { raw(value.description.utf8) } else { null() }
  }

  /// A time as an RFC 3339 string, or `null`.
  public mutating func member(_ name: StaticString, _ value: Timestamp?) {
    self.name(name)
    if let value { plainString(value.write) } else { null() }
  }

  /// A string of at most 40 bytes that need no escape.
  private mutating func plainString(_ write: (UnsafeMutableBufferPointer<UInt8>) -> Int) {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 42) { text in
      text[0] = UInt8(ascii: "\"")
      let end = 1 + write(UnsafeMutableBufferPointer(rebasing: text[1...]))
      text[end] = UInt8(ascii: "\"")
      raw(UnsafeBufferPointer(rebasing: text[...end]))
    }
  }

  public mutating func member(_ name: StaticString, _ values: [String]) {
    self.name(name)
    beginArray()
    for value in values { string(value) }
    endArray()
  }

  /// An array; the closure writes one element as one JSON value.
  public mutating func member<Element>(
    _ name: StaticString, _ elements: [Element], element write: (inout JSONWriter, Element) -> Void
  ) {
    self.name(name)
    beginArray()
    for element in elements { write(&self, element) }
    endArray()
  }

  /// An object; the closure writes its members.
  public mutating func object(_ members: (inout JSONWriter) -> Void) {
    beginObject()
    members(&self)
    endObject()
  }

  /// A member that is an object; the closure writes its members.
  public mutating func member(_ name: StaticString, _ members: (inout JSONWriter) -> Void) {
    self.name(name)
    object(members)
  }
}
