import GraphQLLanguage
import GraphQLSchema
import JSON

/// The coerced values of an operation's variables. A variable without a value and without a default has no entry.
public struct VariableValues: Sendable {
  private var values: [String: JSONValue] = [:]

  public init() {}

  subscript(name: String) -> JSONValue? {
    get { values[name] }
    set { values[name] = newValue }
  }
}

/// The request errors of an operation's variables.
public struct VariableErrors: Error, Sendable {
  /// At least one.
  public let errors: [GraphQLError]
}

extension VariableValues {
  private static let maximumErrors = 50

  /// Section 6.1.2, CoerceVariableValues().
  public init(
    coercing given: JSONObject, for definitions: [VariableDefinition], schema: Schema, suggestsNames: Bool = true, showsValues: Bool = false
  ) throws(VariableErrors) {
    var errors: [GraphQLError] = []
    let literals = LiteralCoercion(schema: schema, planner: nil, origin: .operation)
    for definition in definitions {
      if errors.count >= Self.maximumErrors { break }
      let name = definition.variable.value
      guard schema.namedType(of: definition.type)?.isInput == true else {
        errors.append(
          GraphQLError(
            "Variable \"$\(name)\" expected value of type \"\(definition.type)\" which cannot be used as an input type.",
            at: definition.type.location))
        continue
      }
      guard let value = given[name] else {
        if let literal = definition.defaultValue {
          values[name] = literals.coerce(literal, to: definition.type, variables: VariableValues())
        } else if definition.type.isNonNull {
          errors.append(
            GraphQLError("Variable \"$\(name)\" of required type \"\(definition.type)\" was not provided.", at: definition.location))
        }
        continue
      }
      if value == .null, definition.type.isNonNull {
        errors.append(
          GraphQLError("Variable \"$\(name)\" of non-null type \"\(definition.type)\" must not be null.", at: definition.location))
        continue
      }
      var coercion = VariableCoercion(
        schema: schema, variable: definition, maximumErrors: Self.maximumErrors - errors.count, suggestsNames: suggestsNames,
        showsValues: showsValues)
      values[name] = coercion.coerce(value, to: definition.type)
      errors += coercion.errors
    }
    if errors.count >= Self.maximumErrors {
      errors.append(GraphQLError("Too many errors processing variables, error limit reached. Execution aborted."))
    }
    guard errors.isEmpty else { throw VariableErrors(errors: errors) }
  }
}
