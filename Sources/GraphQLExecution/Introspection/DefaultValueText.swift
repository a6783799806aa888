import GraphQLLanguage
import GraphQLSchema
import JSON

/// Section 4.2.5, `defaultValue`: the coerced default value as a literal, in the form of graphql-js.
struct DefaultValueText {
  private let schema: Schema
  private let coercion: LiteralCoercion

  init(schema: Schema) {
    self.schema = schema
    coercion = LiteralCoercion(schema: schema, planner: nil, origin: .introspection)
  }

  /// Returns nil for a literal that is not a value of the type.
  func text(of literal: Value, as type: TypeReference) -> String? {
    coercion.coerce(literal, to: type, variables: VariableValues()).map { text(of: $0, as: type) }
  }

  private func text(of value: JSONValue, as type: TypeReference) -> String {
    switch (value, type) {
    case (.null, _): "null"
    case (_, .nonNull(let inner, _)): text(of: value, as: inner)
    case (.array(let elements), .list(let inner, _)): "[\(elements.map { text(of: $0, as: inner) }.joined(separator: ", "))]"
    case (_, .list(let inner, _)): text(of: value, as: inner)
    case (_, .named(let name)): text(of: value, as: schema.type(name.value))
    }
  }

  private func text(of value: JSONValue, as type: NamedType?) -> String {
    switch (value, type) {
    case (.string(let name), .enumeration): return name
    case (.string(let text), .scalar(let scalar)) where scalar.name == "ID" && isInteger(text): return text
    case (.number(let text), .scalar(let scalar)) where scalar.name == "Float": return double(text)
    case (.object(let object), .inputObject(let input)):
      let fields = input.fields.compactMap { field in
        object[field.name.value].map { "\(field.name): \(text(of: $0, as: field.type))" }
      }
      return "{\(fields.joined(separator: ", "))}"
    default: return untyped(value)
    }
  }

  /// A value inside a custom scalar, or of a scalar whose literals have the form of its values.
  private func untyped(_ value: JSONValue) -> String {
    switch value {
    case .string(let text): Printer.stringLiteral(text)
    case .number(let text): number(text)
    case .array(let elements): "[\(elements.map { untyped($0) }.joined(separator: ", "))]"
    case .object(let object): "{\(object.members.map { "\($0.name): \(untyped($0.value))" }.joined(separator: ", "))}"
    default: value.text
    }
  }

  /// A number without a zero fraction and without redundant digits.
  private func number(_ text: String) -> String { isInteger(text) ? text : double(text) }

  private func double(_ text: String) -> String {
    guard let value = Double(text), value.isFinite else { return text }
    let digits = JSONNumber.text(of: value)
    return digits.hasSuffix(".0") ? String(digits.dropLast(2)) : digits
  }

  /// Section 2.9.1, IntValue.
  private func isInteger(_ text: String) -> Bool {
    let digits = text.utf8.first == UInt8(ascii: "-") ? text.utf8.dropFirst() : text.utf8[...]
    guard let first = digits.first, digits.allSatisfy({ $0 &- 0x30 < 10 }) else { return false }
    return digits.count == 1 || first != UInt8(ascii: "0")
  }
}
