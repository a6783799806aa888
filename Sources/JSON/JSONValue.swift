/// A JSON value as a tree, for variables, constants and tests.
///
/// `JSONDocument` reads the bodies of requests and responses faster.
public enum JSONValue: Sendable, Equatable {
  case null
  case bool(Bool)
  /// The text of the number, so that no digit is lost.
  case number(String)
  case string(String)
  case array([JSONValue])
  case object(JSONObject)

  public init(_ view: JSONView) {
    switch view.kind {
    case .null: self = .null
    case .boolean: self = .bool(view.bool ?? false)
    case .number: self = .number(view.numberText ?? "0")
    case .string: self = .string(view.string ?? "")
    case .array: self = .array(view.elements.map { JSONValue($0) })
    case .object: self = .object(JSONObject(view.members.lazy.map { (name: $0.name, value: JSONValue($0.value)) }))
    }
  }

  public init(parsing text: String) throws(JSONError) {
    self.init(try JSONDocument(parsing: text).root)
  }

  public static func number(_ value: Int) -> JSONValue { .number(String(value)) }

  /// Compares the UTF-8 of strings and of the texts of numbers.
  public static func == (left: JSONValue, right: JSONValue) -> Bool {
    switch (left, right) {
    case (.null, .null): true
    case (.bool(let left), .bool(let right)): left == right
    case (.number(let left), .number(let right)), (.string(let left), .string(let right)): left.utf8.elementsEqual(right.utf8)
    case (.array(let left), .array(let right)): left == right
    case (.object(let left), .object(let right)): left == right
    default: false
    }
  }

  public var isNull: Bool { self == .null }

  /// Nil when the value is not a string.
  public var string: String? {
    if case .string(let text) = self { text } else { nil }
  }

  /// A member; nil when there is none or the value is not an object.
  public subscript(_ member: String) -> JSONValue? {
    if case .object(let object) = self { object[member] } else { nil }
  }

  /// An element; nil when there is none or the value is not an array.
  public subscript(_ index: Int) -> JSONValue? {
    if case .array(let elements) = self, elements.indices.contains(index) { elements[index] } else { nil }
  }

  public func write(to writer: inout JSONWriter) {
    switch self {
    case .null: writer.null()
    case .bool(let value): writer.bool(value)
    case .number(let text): writer.raw(text.utf8)
    case .string(let text): writer.string(text)
    case .array(let elements):
      writer.beginArray()
      for element in elements { element.write(to: &writer) }
      writer.endArray()
    case .object(let object):
      writer.beginObject()
      for member in object.members {
        writer.name(member.name)
        member.value.write(to: &writer)
      }
      writer.endObject()
    }
  }

  /// The JSON text in UTF-8, without whitespace.
  public var bytes: [UInt8] {
    var writer = JSONWriter()
    write(to: &writer)
    return writer.bytes
  }

  public var text: String { String(decoding: bytes, as: UTF8.self) }
}

extension JSONValue {
  /// Nil when the value is not a boolean.
  public var bool: Bool? {
    if case .bool(let truth) = self { truth } else { nil }
  }

  /// The value of an integer in any notation (`1`, `1.0` and `10e-1` are 1); nil for other values and on overflow.
  public var int: Int? {
    if case .number(let text) = self { JSONNumber.exactInteger(text.utf8).flatMap { Int(exactly: $0) } } else { nil }
  }

  /// The nearest finite `Double`; nil when there is none or the value is not a number.
  public var double: Double? {
    guard case .number(let text) = self, let value = Double(text), value.isFinite else { return nil }
    return value
  }

  /// Nil when the value is not an array.
  public var elements: [JSONValue]? {
    if case .array(let elements) = self { elements } else { nil }
  }
}

extension JSONValue: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
  ExpressibleByStringLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  public init(nilLiteral: ()) { self = .null }
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  public init(integerLiteral value: Int) { self = .number(value) }
  public init(floatLiteral value: Double) { self = .number(JSONNumber.text(of: value)) }
  public init(stringLiteral value: String) { self = .string(value) }
  public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
  public init(dictionaryLiteral elements: (String, JSONValue)...) {
    self = .object(JSONObject(elements.lazy.map { (name: $0.0, value: $0.1) }))
  }
}
