import GraphQLExecution
import GraphQLLanguage
import GraphQLSchema

/// Valid literals for required arguments.
struct SampleValues {
  let schema: Schema
  /// The value of slicing arguments. It makes the size of lists in examples explicit.
  static let listSize = 10

  /// A field's arguments in parentheses. Empty if it needs none, nil if there is no valid value for one.
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

  /// Whether an argument is an Int with the name of a limit.
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
    // A @oneOf object has exactly one field. Other objects need all required fields.
    for field in type.isOneOf ? Array(type.fields.prefix(1)) : type.fields.filter(\.isRequired) {
      guard let value = literal(of: field.type, depth: depth) else { return nil }
      texts.append("\(field.name.value): \(value)")
    }
    return "{" + texts.joined(separator: ", ") + "}"
  }
}
