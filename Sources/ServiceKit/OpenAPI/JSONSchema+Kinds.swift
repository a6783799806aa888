import JSON
import SharedKernel

/// The kinds of values in the requests and responses of the services.
extension JSONSchema {
  /// Text as `BodyReader` reads it: without control characters other than tab and line ends, and not blank if `length` excludes 0.
  public static func text(length: ClosedRange<Int>, example: String = "text") -> JSONSchema {
    var schema = string(example: example)
    schema.keywords += [Keyword("minLength", length.lowerBound), Keyword("maxLength", length.upperBound)]
    schema.keywords.append(Keyword("pattern", (length.lowerBound > 0 ? TextRule.visible : .plain).pattern))
    return schema
  }

  /// A string of a response.
  public static func string(example: String = "text") -> JSONSchema {
    JSONSchema(shape: .plain(type: "string"), sample: Keyword("", example).json)
  }

  /// A string of a known format, such as `email`.
  public static func string(format: String, length: ClosedRange<Int>? = nil, example: String) -> JSONSchema {
    var schema = string(example: example)
    schema.keywords.append(Keyword("format", format))
    if let length { schema.keywords += [Keyword("minLength", length.lowerBound), Keyword("maxLength", length.upperBound)] }
    return schema
  }

  /// A string that matches a regular expression.
  public static func string(pattern: String, example: String) -> JSONSchema {
    var schema = string(example: example)
    schema.keywords.append(Keyword("pattern", pattern))
    return schema
  }

  /// An identifier: a UUID.
  public static let id = string(format: "uuid", example: "019aa2f0-5c1e-7c3a-9d2b-0f6f1d2a7b10")

  /// A time, RFC 3339 in UTC.
  public static let timestamp = string(format: "date-time", example: "2026-11-21T04:11:05.123456Z")

  /// One of these values.
  public static func choice(_ values: [String]) -> JSONSchema {
    var schema = string(example: values.first ?? "")
    var writer = JSONWriter()
    writer.beginArray()
    for value in values { writer.string(value) }
    writer.endArray()
    schema.keywords.append(Keyword("enum", json: String(decoding: writer.bytes, as: UTF8.self)))
    return schema
  }

  /// One of an enumeration's raw values.
  public static func choice<Choice: RawRepresentable & CaseIterable>(_ type: Choice.Type) -> JSONSchema where Choice.RawValue == String {
    choice(Choice.allCases.map(\.rawValue))
  }

  /// A whole number. `default` is the value of an absent parameter.
  public static func integer(_ range: ClosedRange<Int>? = nil, example: Int? = nil, default: Int? = nil) -> JSONSchema {
    let example = example ?? range?.lowerBound ?? 1
    var schema = JSONSchema(shape: .plain(type: "integer"), sample: Array(String(example).utf8))
    if let range { schema.keywords += [Keyword("minimum", range.lowerBound), Keyword("maximum", range.upperBound)] }
    if let `default` { schema.keywords.append(Keyword("default", `default`)) }
    return schema
  }

  public static let boolean = boolean(example: true)

  static func boolean(example: Bool) -> JSONSchema {
    JSONSchema(shape: .plain(type: "boolean"), sample: Array(String(example).utf8))
  }

  public static let null = JSONSchema(shape: .plain(type: "null"), sample: Array("null".utf8))

  /// An exact amount in a response: a number with two decimals.
  public static let money = JSONSchema(shape: .plain(type: "number"), sample: Array("999.99".utf8))

  /// An exact amount in a request: at most two decimals, within the range.
  public static func money(_ range: ClosedRange<Money>) -> JSONSchema {
    var schema = money
    schema.keywords = [
      Keyword("minimum", json: range.lowerBound.description), Keyword("maximum", json: range.upperBound.description),
      Keyword("multipleOf", json: "0.01"),
    ]
    return schema
  }

  public static func array(of element: JSONSchema, count: ClosedRange<Int>? = nil) -> JSONSchema {
    var schema = JSONSchema(shape: .array(of: element))
    if let count { schema.keywords = [Keyword("minItems", count.lowerBound), Keyword("maxItems", count.upperBound)] }
    return schema
  }

  /// An object with these members. `isOpen` allows others.
  public static func object(_ members: [Member], isOpen: Bool = false) -> JSONSchema {
    JSONSchema(shape: .object(members, isOpen: isOpen))
  }
}
