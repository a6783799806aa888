import GraphQLExecution
import HTTPCore
import JSON

/// Percent-encodes values.
enum URLText {
  /// The text of a value in a path or a query. Lists are separated by commas. Nil for an object or a list in a list.
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

  /// The text of a value in a header, with commas between the elements of a list (RFC 9110 §5.6.1). Nil for an object or a list in a list.
  static func plain(_ value: JSONValue) -> String? {
    guard case .array(let elements) = value else { return scalarText(value) }
    var texts: [String] = []
    for element in elements where element != .null {
      guard let text = scalarText(element) else { return nil }
      texts.append(text)
    }
    return texts.joined(separator: ",")
  }

  /// Most identifiers need no encoding; they are returned without a copy.
  private static func encode(_ text: String) -> String {
    let isPlain = text.utf8.allSatisfy { byte in
      byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26 || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ".")
    }
    return isPlain ? text : PercentEncoding.encode(text)
  }

  /// The text of a scalar, not encoded; nil for other values.
  static func scalarText(_ value: JSONValue) -> String? {
    switch value {
    case .string(let text), .number(let text): text
    case .bool(let truth): truth ? "true" : "false"
    case .null, .array, .object: nil
    }
  }
}
