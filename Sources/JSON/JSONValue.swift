/// A JSON value as a tree: for variables, constants and tests, not for bodies on the hot path.
public enum JSONValue: Sendable, Equatable {
  /// `null`
  case null
  /// `true` or `false`
  case bool(Bool)
  /// A number's text, so that no digit is lost.
  case number(String)
  /// A string's characters.
  case string(String)
  /// An array's elements.
  case array([JSONValue])
  /// An object's members in order.
  case object(JSONObject)

  /// The tree of a parsed value.
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

  /// The tree of a text.
  public init(parsing text: String) throws(JSONError) {
    self.init(try JSONDocument(parsing: text).root)
  }

  /// A whole number.
  public static func number(_ value: Int) -> JSONValue { .number(String(value)) }

  /// Whether both are the same value; strings and numbers by their texts, byte by byte.
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

  /// Whether this is `null`.
  public var isNull: Bool { self == .null }

  /// A string's characters; nil on another kind.
  public var string: String? {
    if case .string(let text) = self { text } else { nil }
  }

  /// An object's member; nil when there is none, or on another kind.
  public subscript(_ member: String) -> JSONValue? {
    if case .object(let object) = self { object[member] } else { nil }
  }

  /// An array's element; nil past its end, or on another kind.
  public subscript(_ index: Int) -> JSONValue? {
    if case .array(let elements) = self, elements.indices.contains(index) { elements[index] } else { nil }
  }

  /// Writes the value's text.
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

  /// The value's text in UTF-8, without blanks.
  public var bytes: [UInt8] {
    var writer = JSONWriter()
    write(to: &writer)
    return writer.bytes
  }

  /// The value's text, without blanks.
  public var text: String { String(decoding: bytes, as: UTF8.self) }
}
