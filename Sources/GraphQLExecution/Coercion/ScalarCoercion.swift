import GraphQLLanguage
import JSON

/// What a value is not, in words.
struct CoercionError: Error {
  let message: String

  init(_ message: String) { self.message = message }
}

/// Input coercion of scalars. Section 3.5; the wording is graphql-js's.
enum ScalarCoercion {
  /// A variable's value as a scalar.
  static func coerce(_ value: JSONValue, to type: String) throws(CoercionError) -> JSONValue {
    switch type {
    case "Int":
      guard case .number(let text) = value, let number = wholeNumber(text) else {
        throw CoercionError("Int cannot represent non-integer value: \(Inspect.text(value))")
      }
      guard let small = Int32(exactly: number) else {
        throw CoercionError("Int cannot represent non 32-bit signed integer value: \(Inspect.text(value))")
      }
      return .number(Int(small))
    case "Float":
      guard case .number(let text) = value, let number = Double(text), number.isFinite else {
        throw CoercionError("Float cannot represent non numeric value: \(Inspect.text(value))")
      }
      return value
    case "String":
      guard case .string = value else { throw CoercionError("String cannot represent a non string value: \(Inspect.text(value))") }
      return value
    case "Boolean":
      guard case .bool = value else { throw CoercionError("Boolean cannot represent a non boolean value: \(Inspect.text(value))") }
      return value
    case "ID":
      switch value {
      case .string: return value
      case .number(let text):
        guard let integer = integerText(text) else { throw CoercionError("ID cannot represent value: \(Inspect.text(value))") }
        return .string(integer)
      default: throw CoercionError("ID cannot represent value: \(Inspect.text(value))")
      }
    default: return value
    }
  }

  /// A number whose value is a whole one in double precision; nil for any other.
  static func wholeNumber(_ number: String) -> Double? {
    guard let value = Double(number), value.isFinite, value.rounded() == value else { return nil }
    return value
  }

  /// The digits of a number that is a whole one, however large when it is written without exponent; nil for any other.
  static func integerText(_ number: String) -> String? {
    if let small = JSONNumber.exactInteger(number.utf8) { return String(small) }
    let digits = number.utf8.first == UInt8(ascii: "-") ? number.utf8.dropFirst() : number.utf8[...]
    return !digits.isEmpty && digits.allSatisfy { $0 &- 0x30 < 10 } ? number : nil
  }

  /// A literal as a scalar; nil when it is none. A custom scalar takes any literal.
  static func coerce(_ literal: Value, to type: String, variables: VariableValues) -> JSONValue? {
    switch (type, literal.content) {
    case ("Int", .int(let text)): Int32(text).map { .number(Int($0)) }
    case ("Float", .int(let text)), ("Float", .float(let text)): Double(text).flatMap { $0.isFinite ? .number(text) : nil }
    case ("String", .string(let text, _)), ("ID", .string(let text, _)), ("ID", .int(let text)): .string(text)
    case ("Boolean", .boolean(let truth)): .bool(truth)
    case ("Int", _), ("Float", _), ("String", _), ("Boolean", _), ("ID", _): nil
    default: untyped(literal, variables: variables)
    }
  }

  /// A literal as the JSON that it looks like.
  private static func untyped(_ literal: Value, variables: VariableValues) -> JSONValue? {
    switch literal.content {
    case .variable(let name): variables[name] ?? .null
    // There is one integer zero.
    case .int("-0"): .number(0)
    case .int(let text), .float(let text): .number(text)
    case .string(let text, _), .enumeration(let text): .string(text)
    case .boolean(let truth): .bool(truth)
    case .null: .null
    case .list(let elements): .array(elements.map { untyped($0, variables: variables) ?? .null })
    case .object(let fields):
      .object(JSONObject(fields.map { (name: $0.name.value, value: untyped($0.value, variables: variables) ?? .null) }))
    }
  }
}
