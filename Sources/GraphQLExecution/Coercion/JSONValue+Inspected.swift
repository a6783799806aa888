import JSON

extension JSONValue {
  /// The value as error messages quote it, with deep structures, long lists and long texts shortened. Has the form of graphql-js's `inspect`.
  var inspected: String {
    var text = ""
    inspect(depth: 0, into: &text)
    return text.shortened
  }

  private static let maximumInspectedElements = 10
  private static let maximumInspectedMembers = 100
  private static let maximumInspectedDepth = 2

  private func inspect(depth: Int, into text: inout String) {
    // What comes after this length is cut off.
    guard text.utf8.count <= String.maximumShortenedBytes else { return }
    switch self {
    case .array(let elements):
      if elements.isEmpty { return text += "[]" }
      if depth >= Self.maximumInspectedDepth { return text += "[Array]" }
      text += "["
      for (index, element) in elements.prefix(Self.maximumInspectedElements).enumerated() {
        if index > 0 { text += ", " }
        element.inspect(depth: depth + 1, into: &text)
      }
      let rest = elements.count - Self.maximumInspectedElements
      if rest == 1 { text += ", ... 1 more item" } else if rest > 1 { text += ", ... \(rest) more items" }
      text += "]"
    case .object(let object):
      if object.members.isEmpty { return text += "{}" }
      if depth >= Self.maximumInspectedDepth { return text += "[Object]" }
      text += "{ "
      for (index, member) in object.members.prefix(Self.maximumInspectedMembers).enumerated() {
        if index > 0 { text += ", " }
        text += member.name.shortened + ": "
        member.value.inspect(depth: depth + 1, into: &text)
      }
      let rest = object.members.count - Self.maximumInspectedMembers
      if rest > 0 { text += ", ... \(rest) more" }
      text += " }"
    case .string(let value): text += JSONValue.string(value.shortened).text
    case .number(let value): text += value.shortened
    case .bool, .null: text += self.text
    }
  }
}
