import JSON

/// A client's value as messages show it: strings in quotes, deep structures shortened. The wording is graphql-js's.
enum Inspect {
  private static let maximumElements = 10
  private static let maximumDepth = 2

  static func text(_ value: JSONValue) -> String { text(value, depth: 0) }

  private static func text(_ value: JSONValue, depth: Int) -> String {
    switch value {
    case .array(let elements):
      if elements.isEmpty { return "[]" }
      if depth >= maximumDepth { return "[Array]" }
      var items = elements.prefix(maximumElements).map { text($0, depth: depth + 1) }
      let rest = elements.count - items.count
      if rest == 1 { items.append("... 1 more item") } else if rest > 1 { items.append("... \(rest) more items") }
      return "[" + items.joined(separator: ", ") + "]"
    case .object(let object):
      if object.members.isEmpty { return "{}" }
      if depth >= maximumDepth { return "[Object]" }
      return "{ " + object.members.map { "\($0.name): \(text($0.value, depth: depth + 1))" }.joined(separator: ", ") + " }"
    default: return value.text
    }
  }
}
