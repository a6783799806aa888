import JSON

/// A parsed OpenAPI description. It is untrusted: each value can be missing or of any type.
struct OpenAPIDocument {
  let root: JSONValue
  private static let maximumHops = 32

  /// Parses JSON, or YAML if the text does not start with `{`.
  init(_ file: SourceFile) throws(OpenAPIError) {
    if file.text.first(where: { !$0.isWhitespace }) == "{",
      let document = try? JSONDocument(parsing: Array(file.text.utf8), maximumDepth: 200)
    {
      root = JSONValue(document.root)
    } else {
      do throws(YAMLError) { root = try YAMLValue(parsing: file.text).json } catch {
        let position = error.location.isKnown ? ":\(error.location.line):\(error.location.column)" : ""
        throw OpenAPIError(description: "\(file.name)\(position): \(error.message)")
      }
    }
    if root["swagger"] != nil {
      throw OpenAPIError(description: "\(file.name): this is Swagger 2.0. Convert it to OpenAPI 3 first, for example with swagger2openapi.")
    }
    guard let version = root["openapi"]?.text.trimmed, version.hasPrefix("3.0") || version.hasPrefix("3.1") else {
      throw OpenAPIError(description: "\(file.name): this is not OpenAPI 3.0 or 3.1: the member \"openapi\" must have the version.")
    }
    guard case .object? = root["paths"] else { throw OpenAPIError(description: "\(file.name): there are no \"paths\".") }
  }

  /// The value, or the value that its `$ref` refers to. Nil if that is not in this file.
  func resolved(_ value: JSONValue) -> JSONValue? {
    var value = value
    for _ in 0..<Self.maximumHops {
      guard let reference = value["$ref"]?.string else { return value }
      guard let next = self.value(at: reference) else { return nil }
      value = next
    }
    return nil
  }

  /// Resolves a JSON Pointer (RFC 6901) within the file.
  private func value(at reference: String) -> JSONValue? {
    guard reference.hasPrefix("#/") else { return nil }
    var value: JSONValue? = root
    for step in reference.dropFirst(2).split(separator: "/", omittingEmptySubsequences: false) {
      let name = String(step.replacing("~1", with: "/").replacing("~0", with: "~"))
      if case .array(let elements)? = value {
        value = Int(name).flatMap { elements.indices.contains($0) ? elements[$0] : nil }
      } else {
        value = value?[name]
      }
    }
    return value
  }
}

extension JSONValue {
  /// The members of an object. Empty for another kind.
  var members: [JSONObject.Member] {
    if case .object(let object) = self { object.members } else { [] }
  }

  /// The elements of an array. Empty for another kind.
  var elements: [JSONValue] {
    if case .array(let elements) = self { elements } else { [] }
  }

  var isTrue: Bool { self == .bool(true) }
}

extension String {
  /// The text without quotes and white space at both ends.
  var trimmed: String {
    var text = self[...]
    while let first = text.first, first == "\"" || first.isWhitespace { text.removeFirst() }
    while let last = text.last, last == "\"" || last.isWhitespace { text.removeLast() }
    return String(text)
  }
}

/// An OpenAPI description that cannot be imported.
package struct OpenAPIError: Error, CustomStringConvertible {
  package let description: String
}
