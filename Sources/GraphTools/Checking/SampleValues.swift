import GraphQLExecution
import GraphQLLanguage
import GraphQLSchema

/// Valid literals for arguments that a query must have.
struct SampleValues {
  let schema: Schema
  /// What slicing arguments get, so that the example says how long its lists are.
  static let listSize = 10

  /// A field's arguments with parentheses, empty when it needs none; nil when no valid value can be made up.
  func arguments(of field: FieldDefinition) -> String? {
    var texts: [String] = []
    for argument in field.arguments {
      if Self.isSlicing(argument) {
        texts.append("\(argument.name.value): \(Self.listSize)")
      } else if argument.isRequired {
        guard let value = literal(of: argument.type, depth: 0) else { return nil }
        texts.append("\(argument.name.value): \(value)")
      }
    }
    return texts.isEmpty ? "" : "(" + texts.joined(separator: ", ") + ")"
  }

  /// Whether an argument says how many items there are: by its name, and by being a whole number.
  private static func isSlicing(_ argument: InputValueDefinition) -> Bool {
    !argument.type.isList && argument.type.namedType.value == "Int" && SlicingArguments.contains(argument.name.value)
  }

  private func literal(of type: TypeReference, depth: Int) -> String? {
    guard depth < 6 else { return nil }
    switch type {
    case .nonNull(let inner, _): return literal(of: inner, depth: depth)
    case .list(let inner, _): return literal(of: inner, depth: depth + 1).map { "[\($0)]" }
    case .named(let name):
      switch schema.type(name.value) {
      case .enumeration(let type): return type.values.first?.name.value
      case .inputObject(let type): return object(type, depth: depth + 1)
      case .scalar(let type): return Self.scalar(type.name)
      default: return nil
      }
    }
  }

  private static func scalar(_ name: String) -> String {
    switch name {
    case "Int": "1"
    case "Float": "1.5"
    case "Boolean": "true"
    case "ID": "\"1\""
    default: "\"example\""
    }
  }

  private func object(_ type: InputObjectType, depth: Int) -> String? {
    var texts: [String] = []
    // Exactly one field of a @oneOf object, all required ones of another.
    for field in type.isOneOf ? Array(type.fields.prefix(1)) : type.fields.filter(\.isRequired) {
      guard let value = literal(of: field.type, depth: depth) else { return nil }
      texts.append("\(field.name.value): \(value)")
    }
    return "{" + texts.joined(separator: ", ") + "}"
  }
}
