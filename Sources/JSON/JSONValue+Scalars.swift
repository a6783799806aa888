extension JSONValue {
  /// A boolean; nil on another kind.
  public var bool: Bool? {
    if case .bool(let truth) = self { truth } else { nil }
  }

  /// A number whose value is a whole one that fits (`1`, `1.0` and `10e-1` are 1); nil for anything else.
  public var int: Int? {
    if case .number(let text) = self { JSONNumber.exactInteger(text.utf8).flatMap { Int(exactly: $0) } } else { nil }
  }

  /// A number as the nearest finite `Double`; nil when it overflows, or on another kind.
  public var double: Double? {
    guard case .number(let text) = self, let value = Double(text), value.isFinite else { return nil }
    return value
  }

  /// An array's elements; nil on another kind.
  public var elements: [JSONValue]? {
    if case .array(let elements) = self { elements } else { nil }
  }
}
