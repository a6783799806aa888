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

  /// The text of a value in a style that is part of a parameter or a path segment. Nil for a value that the style cannot write.
  static func encode(_ value: JSONValue, _ style: PlaceholderStyle, isQuery: Bool) -> String? {
    switch style {
    case .json: return PercentEncoding.encode(value.text)
    case .raw: return scalarText(value).map { encodeRaw($0, isQuery: isQuery) }
    case .space: return joined(value, "%20")
    case .pipe: return joined(value, "%7C")
    case .comma, .repeat, .brackets, .deep, .form:
      guard case .object(let object) = value else { return encode(value) }
      return encode(.array(object.members.filter { $0.value != .null }.flatMap { [.string($0.name), $0.value] }))
    }
  }

  /// The parameters of a value in a style that writes whole parameters, encoded. Null members are left out. Nil for a value that the style
  /// cannot write.
  static func parameters(_ name: String, _ value: JSONValue, _ style: PlaceholderStyle) -> [(name: String, value: String)]? {
    switch (style, value) {
    case (.repeat, .array(let elements)), (.brackets, .array(let elements)):
      var parameters: [(String, String)] = []
      for element in elements where element != .null {
        guard let text = scalarText(element) else { return nil }
        parameters.append((style == .brackets ? name + "%5B%5D" : name, encode(text)))
      }
      return parameters
    case (.form, .object(let object)):
      var parameters: [(String, String)] = []
      for member in object.members where member.value != .null {
        // Lists are repeated, as in OpenAPI's exploded form.
        guard let inner = self.parameters(encode(member.name), member.value, .repeat) else { return nil }
        parameters += inner
      }
      return parameters
    case (.deep, .object), (.deep, .array): return deepParameters(name, value)
    // A single value where a list may stand is a list of one element.
    case (_, _): return scalarText(value).map { [(name, encode($0))] }
    }
  }

  /// `name[member]=value` for each leaf. The elements of a list are numbered: `name[0]=value`.
  static func deepParameters(_ name: String, _ value: JSONValue) -> [(name: String, value: String)] {
    switch value {
    case .null: []
    case .object(let object): object.members.flatMap { deepParameters("\(name)%5B\(encode($0.name))%5D", $0.value) }
    case .array(let elements): elements.enumerated().flatMap { deepParameters("\(name)%5B\($0)%5D", $1) }
    case .string, .number, .bool: [(name, encode(scalarText(value) ?? ""))]
    }
  }

  private static func joined(_ value: JSONValue, _ separator: String) -> String? {
    guard case .array(let elements) = value else { return encode(value) }
    var texts: [String] = []
    for element in elements where element != .null {
      guard let text = scalarText(element) else { return nil }
      texts.append(encode(text))
    }
    return texts.joined(separator: separator)
  }

  /// Leaves the reserved characters that cannot end the path or the parameter (RFC 3986 §2.2).
  private static func encodeRaw(_ text: String, isQuery: Bool) -> String {
    let kept = isQuery ? ":/?@!$'()*,;[]=" : ":/@!$&'()*+,;="
    var encoded = ""
    for character in text {
      encoded += kept.contains(character) ? String(character) : PercentEncoding.encode(String(character))
    }
    return encoded
  }

  /// Most identifiers need no encoding; they are returned without a copy.
  private static func encode(_ text: String) -> String {
    let isPlain = text.utf8.allSatisfy { byte in
      byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26 || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ".")
    }
    return isPlain ? text : PercentEncoding.encode(text)
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

  /// The text of a scalar, not encoded; nil for other values.
  static func scalarText(_ value: JSONValue) -> String? {
    switch value {
    case .string(let text), .number(let text): text
    case .bool(let truth): truth ? "true" : "false"
    case .null, .array, .object: nil
    }
  }
}
