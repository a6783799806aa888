import JSON

/// A value in a query.
enum Input: Equatable, Sendable {
  case int(Int)
  case text(String)
  case choice(String)
  case bool(Bool)
  case null
  case variable(String)

  /// The GraphQL text.
  var text: String {
    switch self {
    case .int(let number): String(number)
    case .text(let text): JSONValue.string(text).text
    case .choice(let name): name
    case .bool(let truth): String(truth)
    case .null: "null"
    case .variable(let name): "$\(name)"
    }
  }

  /// The JSON value of a variable.
  var json: JSONValue {
    switch self {
    case .int(let number): .number(number)
    case .text(let text), .choice(let text), .variable(let text): .string(text)
    case .bool(let truth): .bool(truth)
    case .null: .null
    }
  }
}

/// A variable of a query: its definition and its value in the request.
struct RandomVariable: Sendable {
  let name: String
  let type: String
  var standard: Input?
  /// Nil if the request does not contain it.
  var given: Input?

  /// The value during execution; nil if there is none.
  var value: Input? { given ?? standard }
}

/// `@skip` or `@include`.
struct Inclusion: Sendable {
  let isSkip: Bool
  let condition: Input
}

/// A part of a selection set.
indirect enum Selection: Sendable {
  case field(FieldSelection)
  case inline(type: String?, [Inclusion], [Selection])
  case spread(name: String, [Inclusion])
}

/// A field with alias, arguments, directives and selections.
struct FieldSelection: Sendable {
  var alias: String?
  let field: GraphModel.Field
  let arguments: [(name: String, value: Input)]
  let inclusions: [Inclusion]
  let selections: [Selection]

  var key: String { alias ?? field.name }
  /// Fields with the same response key must have the same signature.
  var signature: String { field.name + argumentText }
  fileprivate var argumentText: String {
    arguments.isEmpty ? "" : "(" + arguments.map { "\($0.name): \($0.value.text)" }.joined(separator: ", ") + ")"
  }
}

/// A generated query, from which its text and its expected response are derived.
struct RandomQuery: Sendable, CustomStringConvertible {
  struct Fragment: Sendable {
    let name: String
    let type: String
    let selections: [Selection]
  }

  let selections: [Selection]
  let fragments: [String: Fragment]
  let variables: [String: RandomVariable]

  init(selections: [Selection], fragments: [RandomQuery.Fragment], variables: [RandomVariable]) {
    self.selections = selections
    let known = Dictionary(uniqueKeysWithValues: fragments.map { ($0.name, $0) })
    var used = Usage(fragments: known)
    used.walk(selections)
    self.fragments = known.filter { used.spread.contains($0.key) }
    self.variables = Dictionary(uniqueKeysWithValues: variables.filter { used.variables.contains($0.name) }.map { ($0.name, $0) })
  }

  /// The variables of the request.
  var variableValues: JSONValue {
    .object(
      JSONObject(variables.values.sorted { $0.name < $1.name }.compactMap { variable in variable.given.map { (variable.name, $0.json) } }))
  }

  /// The document.
  var text: String {
    let definitions = variables.values.sorted { $0.name < $1.name }.map { variable in
      "$\(variable.name): \(variable.type)" + (variable.standard.map { " = \($0.text)" } ?? "")
    }
    let head = definitions.isEmpty ? "query Random" : "query Random(" + definitions.joined(separator: ", ") + ")"
    let others = fragments.values.sorted { $0.name < $1.name }.map { "fragment \($0.name) on \($0.type) \(Self.text($0.selections))" }
    return ([head + " " + Self.text(selections)] + others).joined(separator: "\n")
  }

  var description: String { text + "\nvariables " + variableValues.text }

  private static func text(_ selections: [Selection]) -> String {
    let parts = selections.map { selection in
      switch selection {
      case .field(let field):
        (field.alias.map { "\($0): " } ?? "") + field.field.name + field.argumentText + text(field.inclusions)
          + (field.selections.isEmpty ? "" : " " + text(field.selections))
      case .inline(let type, let inclusions, let selections):
        "..." + (type.map { " on \($0)" } ?? "") + text(inclusions) + " " + text(selections)
      case .spread(let name, let inclusions): "..." + name + text(inclusions)
      }
    }
    return "{ " + parts.joined(separator: " ") + " }"
  }

  private static func text(_ inclusions: [Inclusion]) -> String {
    inclusions.map { " @\($0.isSkip ? "skip" : "include")(if: \($0.condition.text))" }.joined()
  }

  /// The fragments and variables that an operation uses.
  private struct Usage {
    let fragments: [String: Fragment]
    var spread: Set<String> = []
    var variables: Set<String> = []

    mutating func walk(_ selections: [Selection]) {
      for selection in selections {
        switch selection {
        case .field(let field):
          note(field.arguments.map(\.value) + field.inclusions.map(\.condition))
          walk(field.selections)
        case .inline(_, let inclusions, let selections):
          note(inclusions.map(\.condition))
          walk(selections)
        case .spread(let name, let inclusions):
          note(inclusions.map(\.condition))
          if spread.insert(name).inserted, let fragment = fragments[name] { walk(fragment.selections) }
        }
      }
    }

    private mutating func note(_ inputs: [Input]) {
      for case .variable(let name) in inputs { variables.insert(name) }
    }
  }
}
