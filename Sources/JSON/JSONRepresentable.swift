/// A Swift value that has a JSON representation.
public protocol JSONRepresentable: Sendable {
  var json: JSONValue { get }
}

extension JSONValue: JSONRepresentable {
  public var json: JSONValue { self }
}

extension JSONObject: JSONRepresentable {
  public var json: JSONValue { .object(self) }
}

extension String: JSONRepresentable {
  public var json: JSONValue { .string(self) }
}

extension Bool: JSONRepresentable {
  public var json: JSONValue { .bool(self) }
}

extension Int: JSONRepresentable {
  public var json: JSONValue { .number(String(self)) }
}

extension Double: JSONRepresentable {
  /// Null for infinity and NaN.
  public var json: JSONValue { isFinite ? .number(JSONNumber.text(of: self)) : .null }
}

extension Optional: JSONRepresentable where Wrapped: JSONRepresentable {
  /// Null for nil.
  public var json: JSONValue { self?.json ?? .null }
}

extension Array: JSONRepresentable where Element: JSONRepresentable {
  public var json: JSONValue { .array(map(\.json)) }
}

extension Dictionary: JSONRepresentable where Key == String, Value: JSONRepresentable {
  /// The members are sorted by name.
  public var json: JSONValue {
    .object(JSONObject(sorted { $0.key < $1.key }.lazy.map { (name: $0.key, value: $0.value.json) }))
  }
}
