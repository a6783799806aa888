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
        texts.append(encode(text))
      }
      return texts.joined(separator: ",")
    default: return scalarText(value).map { encode($0) }
    }
  }

  /// Most ids need no escape, and then no new string is made.
  private static func encode(_ text: String) -> String {
    let isPlain = text.utf8.allSatisfy { byte in
      byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26 || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ".")
    }
    return isPlain ? text : PercentEncoding.encode(text)
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
