import GraphQLLanguage
import GraphQLSchema
import JSON

/// A part of an operation's cost. Parts that do not depend on variables are constants.
enum CostTerm: Sendable {
  case constant(Int)
  case sum([CostTerm])
  /// Of the possible types of an object, the one with the greatest cost.
  case greatest([CostTerm])
  /// A list: its length times the cost of an item.
  indirect case list(ListLength, each: CostTerm)
  /// The value of a variable of an input type.
  case input(variable: String, InputWeights)

  static let zero = CostTerm.constant(0)

  static func total(_ terms: [CostTerm]) -> CostTerm {
    var constant = 0
    var rest: [CostTerm] = []
    for term in terms {
      if case .constant(let value) = term { constant = constant.addingClamped(value) } else { rest.append(term) }
    }
    if rest.isEmpty { return .constant(constant) }
    if constant > 0 { rest.append(.constant(constant)) }
    return rest.count == 1 ? rest[0] : .sum(rest)
  }

  static func most(_ terms: [CostTerm]) -> CostTerm {
    var constant = 0
    var rest: [CostTerm] = []
    for term in terms {
      if case .constant(let value) = term { constant = max(constant, value) } else { rest.append(term) }
    }
    if rest.isEmpty { return .constant(constant) }
    if constant > 0 { rest.append(.constant(constant)) }
    return rest.count == 1 ? rest[0] : .greatest(rest)
  }

  static func product(_ length: ListLength, _ each: CostTerm) -> CostTerm {
    guard case .constant(let value) = each else { return length.constant == 1 ? each : .list(length, each: each) }
    if value == 0 { return .zero }
    return length.constant.map { .constant($0.multipliedClamped(by: value)) } ?? .list(length, each: each)
  }

  func value(_ variables: VariableValues) -> Int {
    switch self {
    case .constant(let value): value
    case .sum(let terms): terms.reduce(0) { $0.addingClamped($1.value(variables)) }
    case .greatest(let terms): terms.reduce(0) { max($0, $1.value(variables)) }
    case .list(let length, let each): length.value(variables).multipliedClamped(by: each.value(variables))
    case .input(let variable, let weights): weights.cost(of: variables[variable])
    }
  }
}

/// The length of a list.
struct ListLength: Sendable, Hashable {
  /// What an argument says.
  enum Source: Sendable, Hashable {
    case constant(Int)
    /// A variable with the path to the number in its value, and the argument's default.
    case variable(String, path: [String], preset: Int?)

    func value(_ variables: VariableValues) -> Int? {
      switch self {
      case .constant(let value): return value
      case .variable(let name, let path, let preset):
        guard let value = variables[name] else { return preset }
        return value.number(at: path[...])
      }
    }
  }

  /// The arguments that the operation gives or that have a default. The greatest counts.
  let sources: [Source]
  /// The length when no argument says it.
  let assumed: Int

  init(sources: [Source] = [], assumed: Int) {
    self.sources = sources
    self.assumed = max(assumed, 0)
  }

  /// Nil when it depends on variables.
  var constant: Int? {
    var greatest: Int?
    for source in sources {
      guard case .constant(let value) = source else { return nil }
      greatest = max(greatest ?? 0, value)
    }
    return greatest ?? assumed
  }

  func value(_ variables: VariableValues) -> Int {
    sources.compactMap { $0.value(variables) }.max().map { max($0, 0) } ?? assumed
  }
}

extension JSONValue {
  /// The whole number at a path of members; nil when there is none.
  fileprivate func number(at path: ArraySlice<String>) -> Int? {
    guard let first = path.first else {
      if case .number(let text) = self { return Int(text) }
      return nil
    }
    guard case .object(let object) = self else { return nil }
    return object[first]?.number(at: path.dropFirst())
  }
}

/// The weights of the values of an input type.
final class InputWeights: Sendable {
  private let type: TypeReference
  /// Whether the weight of a value itself counts, and not only that of its fields. False where another one is written at its argument.
  private let countsOwnWeight: Bool
  private let rules: CostRules
  private let schema: Schema

  init(type: TypeReference, countsOwnWeight: Bool, rules: CostRules, schema: Schema) {
    self.type = type
    self.countsOwnWeight = countsOwnWeight
    self.rules = rules
    self.schema = schema
  }

  /// The cost of a variable's value: of each item of a list, and of each field that is given.
  func cost(of value: JSONValue?) -> Int { value.map { cost(of: $0, type, countsOwnWeight: countsOwnWeight) } ?? 0 }

  private func cost(of value: JSONValue, _ type: TypeReference, countsOwnWeight: Bool) -> Int {
    let name = type.namedType.value
    switch value {
    case .null: return 0
    case .array(let values): return values.reduce(0) { $0.addingClamped(cost(of: $1, type, countsOwnWeight: countsOwnWeight)) }
    case .object(let object):
      guard case .inputObject(let input) = schema.type(name) else { break }
      var total = countsOwnWeight ? rules.types[name, default: 1] : 0
      for member in object.members {
        guard let field = input.field(member.name) else { continue }
        let weight = rules.inputFields[.init(name, member.name)]
        total = total.addingClamped(weight ?? 0).addingClamped(cost(of: member.value, field.type, countsOwnWeight: weight == nil))
      }
      return total
    default: break
    }
    return countsOwnWeight ? rules.types[name, default: 0] : 0
  }
}
