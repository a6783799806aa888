import GraphQLLanguage
import GraphQLSchema
import JSON

/// Coerces the JSON value of a variable and collects the errors. Section 3, "Input Coercion" of each kind of type.
struct VariableCoercion {
  let schema: Schema
  let variable: VariableDefinition
  let maximumErrors: Int
  let suggestsNames: Bool
  /// Whether messages quote the values.
  let showsValues: Bool
  private(set) var errors: [GraphQLError] = []
  private var path: [PathSegment] = []

  init(schema: Schema, variable: VariableDefinition, maximumErrors: Int, suggestsNames: Bool, showsValues: Bool) {
    self.schema = schema
    self.variable = variable
    self.maximumErrors = maximumErrors
    self.suggestsNames = suggestsNames
    self.showsValues = showsValues
  }

  mutating func coerce(_ value: JSONValue, to type: TypeReference) -> JSONValue {
    guard errors.count < maximumErrors else { return .null }
    switch type {
    case .nonNull(let inner, _):
      guard value != .null else { return addError(value, "Expected non-nullable type \"\(type)\" not to be null.") }
      return coerce(value, to: inner)
    case .list(let inner, _):
      if value == .null { return .null }
      // A value that is not a list becomes a list of one element.
      guard case .array(let elements) = value else { return .array([coerce(value, to: inner)]) }
      var coerced: [JSONValue] = []
      coerced.reserveCapacity(elements.count)
      for (index, element) in elements.enumerated() where errors.count < maximumErrors {
        path.append(.index(index))
        coerced.append(coerce(element, to: inner))
        path.removeLast()
      }
      return .array(coerced)
    case .named(let name):
      if value == .null { return .null }
      switch schema.type(name.value) {
      case .inputObject(let input): return coerceObject(value, to: input)
      case .enumeration(let type): return coerceEnum(value, to: type)
      default:
        do throws(ScalarCoercion.Failure) { return try ScalarCoercion.coerce(value, to: name.value) } catch {
          return addError(value, showsValues ? "\(error.message): \(value.inspected)" : "\(error.message).")
        }
      }
    }
  }

  private mutating func coerceEnum(_ value: JSONValue, to type: EnumType) -> JSONValue {
    guard case .string(let name) = value else {
      return addError(value, "Enum \"\(type.name)\" cannot represent non-string value\(showsValues ? ": \(value.inspected)" : "").")
    }
    guard type.value(name) != nil else {
      let suggestion = suggestion(for: name, among: type.values.map(\.name.value), about: "the enum value")
      let subject = showsValues ? "Value \"\(name.shortened)\"" : "The value"
      return addError(value, "\(subject) does not exist in \"\(type.name)\" enum.\(suggestion)")
    }
    return value
  }

  /// Section 3.10, Input Objects.
  private mutating func coerceObject(_ value: JSONValue, to type: InputObjectType) -> JSONValue {
    guard case .object(let given) = value else { return addError(value, "Expected type \"\(type.name)\" to be an object.") }
    var coerced: [(name: String, value: JSONValue)] = []
    for field in type.fields {
      let name = field.name.value
      if let member = given[name] {
        path.append(.field(name))
        coerced.append((name, coerce(member, to: field.type)))
        path.removeLast()
      } else if let literal = field.defaultValue {
        let literals = LiteralCoercion(schema: schema, planner: nil, origin: .operation)
        coerced.append((name, literals.coerce(literal, to: field.type, variables: VariableValues()) ?? .null))
      } else if field.type.isNonNull {
        _ = addError(value, "Field \"\(name)\" of required type \"\(field.type)\" was not provided.")
      }
    }
    for member in given.members where type.field(member.name) == nil {
      guard errors.count < maximumErrors else { break }
      let suggestion = suggestion(for: member.name, among: type.fields.map(\.name.value))
      _ = addError(value, "Field \"\(member.name.shortened)\" is not defined by type \"\(type.name)\".\(suggestion)")
    }
    if type.isOneOf {
      let known = given.members.filter { type.field($0.name) != nil }
      if known.count != 1 {
        return addError(value, "Exactly one key must be specified for OneOf type \"\(type.name)\".")
      }
      if let only = known.first, only.value == .null {
        path.append(.field(only.name))
        defer { path.removeLast() }
        return addError(.null, "Field \"\(only.name)\" must be non-null.")
      }
    }
    return .object(JSONObject(coerced))
  }

  private func suggestion(for name: String, among options: [String], about subject: String = "") -> String {
    suggestsNames ? Suggestion.question(Suggestion.list(for: name, among: options), about: subject) : ""
  }

  private mutating func addError(_ value: JSONValue, _ reason: String) -> JSONValue {
    guard errors.count < maximumErrors else { return .null }
    let name = variable.variable.value
    var message = "Variable \"$\(name)\" got " + (showsValues ? "invalid value \(value.inspected)" : "an invalid value")
    if !path.isEmpty {
      let position = path.map { segment in
        switch segment {
        case .field(let name): ".\(name)"
        case .index(let index): "[\(index)]"
        }
      }
      message += " at \"\(name)\(position.joined())\""
    }
    errors.append(GraphQLError("\(message); \(reason)", at: variable.location))
    return .null
  }
}
