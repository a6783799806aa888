import GraphQLLanguage
import JSON

/// Input coercion of scalars. Section 3.5, with graphql-js's messages.
enum ScalarCoercion {
  struct Failure: Error {
    /// Without the value, which may be confidential, and without a full stop.
    let message: String

    init(_ message: String) { self.message = message }
  }

  /// Coerces the value of a variable.
  static func coerce(_ value: JSONValue, to type: String) throws(Failure) -> JSONValue {
    switch type {
    case "Int":
      guard case .number(let text) = value, let number = wholeNumber(text) else {
        throw Failure("Int cannot represent non-integer value")
      }
      guard let small = Int32(exactly: number) else {
        throw Failure("Int cannot represent non 32-bit signed integer value")
      }
      return .number(Int(small))
    case "Float":
      guard case .number(let text) = value, let number = Double(text), number.isFinite else {
        throw Failure("Float cannot represent non numeric value")
      }
      return value
    case "String":
      guard case .string = value else { throw Failure("String cannot represent a non string value") }
      return value
    case "Boolean":
      guard case .bool = value else { throw Failure("Boolean cannot represent a non boolean value") }
      return value
    case "ID":
      switch value {
      case .string: return value
      case .number(let text):
        guard let integer = integerText(text) else { throw Failure("ID cannot represent value") }
        return .string(integer)
      default: throw Failure("ID cannot represent value")
      }
    default: return value
    }
  }

  /// The value of a number that is an integer in double precision; nil for any other.
  static func wholeNumber(_ number: String) -> Double? {
    guard let value = Double(number), value.isFinite, value.rounded() == value else { return nil }
    return value
  }

  /// The digits of an integer; nil for any other number. An integer without exponent can have any number of digits.
  static func integerText(_ number: String) -> String? {
    if let small = JSONNumber.exactInteger(number.utf8) { return String(small) }
    let digits = number.utf8.first == UInt8(ascii: "-") ? number.utf8.dropFirst() : number.utf8[...]
    return !digits.isEmpty && digits.allSatisfy { $0 &- 0x30 < 10 } ? number : nil
  }

  /// Coerces a literal. Returns nil when it is invalid. A custom scalar accepts any literal.
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

  /// The JSON equivalent of a literal.
  private static func untyped(_ literal: Value, variables: VariableValues) -> JSONValue? {
    switch literal.content {
    case .variable(let name): variables[name] ?? .null
    // Integers have no negative zero.
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
