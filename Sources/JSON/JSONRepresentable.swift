/// A Swift value that has a JSON value.
public protocol JSONRepresentable: Sendable {
  /// The value as JSON.
  var json: JSONValue { get }
}

extension JSONValue: JSONRepresentable {
  /// Itself.
  public var json: JSONValue { self }
}

extension JSONObject: JSONRepresentable {
  /// The object.
  public var json: JSONValue { .object(self) }
}

extension String: JSONRepresentable {
  /// A string.
  public var json: JSONValue { .string(self) }
}

extension Bool: JSONRepresentable {
  /// A boolean.
  public var json: JSONValue { .bool(self) }
}

extension Int: JSONRepresentable {
  /// A whole number.
  public var json: JSONValue { .number(String(self)) }
}

extension Double: JSONRepresentable {
  /// A number by its shortest text; null for what JSON has no number for.
  public var json: JSONValue { isFinite ? .number("\(self)") : .null }
}

extension Optional: JSONRepresentable where Wrapped: JSONRepresentable {
  /// The value; null for nil.
  public var json: JSONValue { self?.json ?? .null }
}

extension Array: JSONRepresentable where Element: JSONRepresentable {
  /// An array.
  public var json: JSONValue { .array(map(\.json)) }
}

extension Dictionary: JSONRepresentable where Key == String, Value: JSONRepresentable {
  /// An object, its members by their names in ascending order.
  public var json: JSONValue {
    .object(JSONObject(sorted { $0.key < $1.key }.lazy.map { (name: $0.key, value: $0.value.json) }))
  }
}
