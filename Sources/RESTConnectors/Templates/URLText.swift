import GraphQLExecution
import HTTPCore
import JSON

/// Values as percent-encoded text.
enum URLText {
  /// A value's text for a path or a query: lists with commas between. Nil for an object or a list in a list.
  static func encode(_ value: JSONValue) -> String? {
    switch value {
    case .array(let elements):
      var texts: [String] = []
      for element in elements where element != .null {
        guard let text = scalarText(element) else { return nil }
        texts.append(PercentEncoding.encode(text))
      }
      return texts.joined(separator: ",")
    default: return scalarText(value).map { PercentEncoding.encode($0) }
    }
  }

  /// The text of a scalar as it is, not encoded; nil for anything else.
  static func scalarText(_ value: JSONValue) -> String? {
    switch value {
    case .string(let text), .number(let text): text
    case .bool(let truth): truth ? "true" : "false"
    case .null, .array, .object: nil
    }
  }
}
