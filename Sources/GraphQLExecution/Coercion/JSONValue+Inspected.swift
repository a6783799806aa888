import JSON

extension JSONValue {
  /// The value as error messages quote it, with deep structures shortened. Has the form of graphql-js's `inspect`.
  var inspected: String { inspected(depth: 0) }

  private static let maximumInspectedElements = 10
  private static let maximumInspectedDepth = 2

  private func inspected(depth: Int) -> String {
    switch self {
    case .array(let elements):
      if elements.isEmpty { return "[]" }
      if depth >= Self.maximumInspectedDepth { return "[Array]" }
      var items = elements.prefix(Self.maximumInspectedElements).map { $0.inspected(depth: depth + 1) }
      let rest = elements.count - items.count
      if rest == 1 { items.append("... 1 more item") } else if rest > 1 { items.append("... \(rest) more items") }
      return "[" + items.joined(separator: ", ") + "]"
    case .object(let object):
      if object.members.isEmpty { return "{}" }
      if depth >= Self.maximumInspectedDepth { return "[Object]" }
      return "{ " + object.members.map { "\($0.name): \($0.value.inspected(depth: depth + 1))" }.joined(separator: ", ") + " }"
    default: return text
    }
  }
}
