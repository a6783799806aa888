import GraphQLLanguage
import GraphQLSchema
import JSON

/// Coerces literals, which can contain variables, to the JSON that an origin expects. Section 3, "Input Coercion" of each kind of type.
///
/// Enum values and input fields get the origin's names. Input fields that clients do not see get their defaults.
struct LiteralCoercion: Sendable {
  let schema: Schema
  /// Provides the origin's names; nil for the schema's names.
  let planner: (any SourcePlanner)?
  let origin: Origin
  /// Whether error messages quote values.
  let showsValues: Bool

  init(schema: Schema, planner: (any SourcePlanner)?, origin: Origin, showsValues: Bool = false) {
    let planner = origin.isSource ? planner : nil
    self.schema = planner?.completeSchema ?? schema
    self.planner = planner
    self.origin = origin
    self.showsValues = showsValues
  }

  /// Returns the value of a literal; nil when it is invalid or a variable without a value.
  func coerce(_ literal: Value, to type: TypeReference, variables: VariableValues) -> JSONValue? {
    if case .variable(let name) = literal.content {
      guard let value = variables[name] else { return nil }
      if value == .null, type.isNonNull { return nil }
      return withOriginNames(value, type)
    }
    switch type {
    case .nonNull(let inner, _): return literal.isNull ? nil : coerce(literal, to: inner, variables: variables)
    case .list(let inner, _):
      if literal.isNull { return .null }
      guard case .list(let elements) = literal.content else { return coerce(literal, to: inner, variables: variables).map { .array([$0]) } }
      var coerced: [JSONValue] = []
      for element in elements {
        if case .variable(let name) = element.content, variables[name] == nil {
          // A variable without a value is null in a list.
          guard !inner.isNonNull else { return nil }
          coerced.append(.null)
        } else {
          guard let value = coerce(element, to: inner, variables: variables) else { return nil }
          coerced.append(value)
        }
      }
      return .array(coerced)
    case .named(let name):
      if literal.isNull { return .null }
      switch schema.type(name.value) {
      case .inputObject(let input): return coerceObject(literal, to: input, variables: variables)
      case .enumeration(let type):
        guard case .enumeration(let value) = literal.content, type.value(value) != nil else { return nil }
        return .string(planner?.enumStrings(of: type.name, at: origin)[value] ?? value)
      default: return ScalarCoercion.coerce(literal, to: name.value, variables: variables).map { withOriginForm($0, name.value) }
      }
    }
  }

  private func coerceObject(_ literal: Value, to type: InputObjectType, variables: VariableValues) -> JSONValue? {
    guard case .object(let fields) = literal.content else { return nil }
    guard fields.allSatisfy({ type.field($0.name.value) != nil }) else { return nil }
    let paths = planner?.inputPaths(of: type.name, at: origin) ?? [:]
    var result = JSONObject()
    for field in type.fields {
      let name = field.name.value
      var value: JSONValue?
      if let given = literal[name], !isAbsent(given, variables) {
        value = coerce(given, to: field.type, variables: variables)
        if value == nil { return nil }
      } else if let literal = field.defaultValue {
        value = coerce(literal, to: field.type, variables: variables)
      } else if field.type.isNonNull {
        return nil
      }
      if let value { Self.put(value, into: &result, at: paths[name], or: name) }
    }
    if type.isOneOf {
      guard result.count == 1, fields.count == 1, let only = result.members.first, only.value != .null else { return nil }
      if paths[fields[0].name.value]?.steps.isEmpty == true { return only.value }
    }
    return .object(result)
  }

  private func isAbsent(_ literal: Value, _ variables: VariableValues) -> Bool {
    if case .variable(let name) = literal.content { variables[name] == nil } else { false }
  }

  /// Returns a coerced value of a variable with the origin's names.
  private func withOriginNames(_ value: JSONValue, _ type: TypeReference) -> JSONValue {
    guard let planner else { return value }
    switch (type, value) {
    case (.nonNull(let inner, _), _): return withOriginNames(value, inner)
    case (.list(let inner, _), .array(let elements)): return .array(elements.map { withOriginNames($0, inner) })
    // A variable of the element type is a list of one element.
    case (.list(let inner, _), _): return value == .null ? value : .array([withOriginNames(value, inner)])
    case (.named(let name), .string(let text)):
      guard case .enumeration = schema.type(name.value) else { return withOriginForm(value, name.value) }
      return .string(planner.enumStrings(of: name.value, at: origin)[text] ?? text)
    case (.named(let name), .object(let object)):
      guard case .inputObject(let input) = schema.type(name.value) else { return value }
      let paths = planner.inputPaths(of: input.name, at: origin)
      if input.isOneOf, let only = object.members.first, paths[only.name]?.steps.isEmpty == true, let field = input.field(only.name) {
        return withOriginNames(only.value, field.type)
      }
      var result = JSONObject()
      for member in object.members {
        guard let field = input.field(member.name) else { continue }
        Self.put(withOriginNames(member.value, field.type), into: &result, at: paths[member.name], or: member.name)
      }
      // Fields with a default that clients see have a value already.
      for field in input.fields where field.defaultValue != nil && object[field.name.value] == nil {
        let value = field.defaultValue.flatMap { coerce($0, to: field.type, variables: VariableValues()) }
        if let value { Self.put(value, into: &result, at: paths[field.name.value], or: field.name.value) }
      }
      return .object(result)
    default: return value
    }
  }

  /// Returns a scalar's value as the origin expects it.
  private func withOriginForm(_ value: JSONValue, _ scalar: String) -> JSONValue {
    guard case .string = value, planner?.decimals(of: scalar) != nil else { return value }
    return DecimalScalar.number(value) ?? value
  }

  /// Sets the member at a path and creates the objects that contain it.
  private static func put(_ value: JSONValue, into object: inout JSONObject, at path: JSONPath?, or name: String) {
    var steps = path?.steps.map { String(decoding: $0.name, as: UTF8.self) } ?? [name]
    // The whole value of a @oneOf input, which the caller takes out again.
    if steps.isEmpty { steps = [name] }
    put(value, into: &object, steps[...])
  }

  private static func put(_ value: JSONValue, into object: inout JSONObject, _ steps: ArraySlice<String>) {
    guard let step = steps.first else { return }
    guard steps.count > 1 else {
      object[step] = value
      return
    }
    var inner = JSONObject()
    if case .object(let existing)? = object[step] { inner = existing }
    put(value, into: &inner, steps.dropFirst())
    object[step] = .object(inner)
  }
}
