import GraphQLLanguage
import JSON

/// Arguments that say how many items a list has at most.
enum SlicingArgument {
  private static let names: Set<String> = [
    "limit", "first", "last", "take", "top", "size", "count", "max", "pagesize", "perpage", "per_page", "page_size", "maxresults",
  ]

  /// Whether a name says it, for an argument or for a query parameter.
  static func isOne(_ name: String) -> Bool { names.contains(name.lowercased()) }

  /// Whether an argument may say it: by its name and by being a whole number.
  static func isOne(_ argument: InputValueDefinition) -> Bool {
    argument.type.listDepth == 0 && argument.type.namedType.value == "Int" && isOne(argument.name.value)
  }

  /// The bound that a selection of a field sets; nil when it sets none, or by a variable whose value is not known.
  static func bound(of field: Field, defined definition: FieldDefinition, _ variables: KnownVariables) -> Int? {
    for argument in definition.arguments where isOne(argument) {
      let written = field.arguments.first { $0.name.value == argument.name.value }?.value
      if let count = variables.int(written ?? argument.defaultValue) ?? (written == nil ? nil : variables.preset(written, argument)),
        count >= 0
      {
        return count
      }
    }
    return nil
  }
}

/// What is known of an operation's variables: given values, else defaults.
struct KnownVariables: Sendable {
  private let given: JSONObject
  private let defaults: [String: Value]

  init(_ operation: OperationDefinition, given: JSONObject = [:]) {
    self.given = given
    defaults = Dictionary(operation.variableDefinitions.compactMap { node in node.defaultValue.map { (node.variable.value, $0) } }) {
      first, _ in first
    }
  }

  func int(_ value: Value?) -> Int? {
    guard let value else { return nil }
    guard case .variable(let name) = value.content else { return value.intValue }
    if case .number(let text)? = given[name] { return Int(text) }
    return defaults[name]?.intValue
  }

  /// An argument's default stands for a variable that is not given and has no default, where the operation was given its variables.
  func preset(_ value: Value?, _ argument: InputValueDefinition) -> Int? {
    guard given.count > 0, case .variable(let name)? = value?.content, given[name] == nil, defaults[name] == nil else { return nil }
    return argument.defaultValue?.intValue
  }
}
