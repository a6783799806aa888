import GraphQLLanguage
import GraphQLSchema
import JSON

/// The arguments of a field. Without variables they are coerced once per plan, else once per request. Section 6.4.1, CoerceArgumentValues().
struct ArgumentsPlan: Sendable {
  let field: Field
  private let definitions: [InputValueDefinition]
  private let coercion: LiteralCoercion
  private let constant: Result<JSONObject, GraphQLError>?
  /// Whether coercion depends on variables, or has failed.
  let mayFail: Bool

  init(_ field: Field, _ definition: FieldDefinition, coercion: LiteralCoercion) {
    self.field = field
    definitions = definition.arguments
    self.coercion = coercion
    if field.arguments.contains(where: { Self.containsVariable($0.value) }) {
      constant = nil
    } else {
      constant = Self.coerce(field, definitions, coercion, VariableValues())
    }
    mayFail = if case .success? = constant { false } else { true }
  }

  /// Returns the arguments that have a value or a default, in the order of their definitions.
  func values(_ variables: VariableValues) -> Result<JSONObject, GraphQLError> {
    constant ?? Self.coerce(field, definitions, coercion, variables)
  }

  func isVariable(_ name: String) -> Bool {
    field.arguments.contains { argument in
      if argument.name.value == name, case .variable = argument.value.content { true } else { false }
    }
  }

  /// The variables that are the whole value of an argument, for the arguments whose names fulfil a condition.
  func variables(ofArguments isWanted: (String) -> Bool) -> [String] {
    field.arguments.compactMap { argument in
      if case .variable(let name) = argument.value.content, isWanted(argument.name.value) { name } else { nil }
    }
  }

  /// The source text of the arguments, sorted by name. Identifies batches before variable values are known.
  var text: String {
    field.arguments.map { "\($0.name.value): \(Printer.text(of: $0.value))" }.sorted().joined(separator: ", ")
  }

  private static func coerce(
    _ field: Field, _ definitions: [InputValueDefinition], _ coercion: LiteralCoercion, _ variables: VariableValues
  ) -> Result<JSONObject, GraphQLError> {
    var values: [(name: String, value: JSONValue)] = []
    for definition in definitions {
      let name = definition.name.value
      var literal = field.arguments.first { $0.name.value == name }?.value
      if case .variable(let variable)? = literal?.content, variables[variable] == nil {
        if definition.defaultValue == nil, definition.type.isNonNull {
          return failure(
            "Argument \"\(name)\" of required type \"\(definition.type)\" was provided the variable \"$\(variable)\" "
              + "which was not provided a runtime value.", literal?.location ?? field.location)
        }
        literal = nil
      }
      guard let written = literal ?? definition.defaultValue else {
        if definition.type.isNonNull {
          return failure("Argument \"\(name)\" of required type \"\(definition.type)\" was not provided.", field.location)
        }
        continue
      }
      guard let value = coercion.coerce(written, to: definition.type, variables: variables) else {
        if definition.type.isNonNull, isNull(written, variables) {
          return failure("Argument \"\(name)\" of non-null type \"\(definition.type)\" must not be null.", written.location)
        }
        let problem =
          coercion.showsValues
          ? "has invalid value \(Printer.text(of: written).shortened)" : "of type \"\(definition.type)\" has an invalid value"
        return failure("Argument \"\(name)\" \(problem).", written.location)
      }
      values.append((name, value))
    }
    return .success(JSONObject(values))
  }

  private static func failure(_ message: String, _ location: SourceLocation) -> Result<JSONObject, GraphQLError> {
    .failure(GraphQLError(message, at: location))
  }

  private static func isNull(_ literal: Value, _ variables: VariableValues) -> Bool {
    if case .variable(let name) = literal.content { return variables[name] == .null }
    return literal.isNull
  }

  private static func containsVariable(_ value: Value) -> Bool {
    switch value.content {
    case .variable: true
    case .list(let elements): elements.contains { containsVariable($0) }
    case .object(let fields): fields.contains { containsVariable($0.value) }
    default: false
    }
  }
}
