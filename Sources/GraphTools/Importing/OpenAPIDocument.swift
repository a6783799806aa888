import JSON

/// A parsed OpenAPI description. Everything in it is somebody else's text: nothing is taken for granted.
struct OpenAPIDocument {
  let root: JSONValue
  private static let maximumHops = 32

  /// Reads JSON, or YAML where the text does not begin as JSON.
  init(_ file: SourceFile) throws(OpenAPIError) {
    if file.text.first(where: { !$0.isWhitespace }) == "{",
      let document = try? JSONDocument(parsing: Array(file.text.utf8), maximumDepth: 200)
    {
      root = JSONValue(document.root)
    } else {
      do throws(YAMLError) { root = try YAMLValue(parsing: file.text).json } catch {
        let place = error.location.isKnown ? ":\(error.location.line):\(error.location.column)" : ""
        throw OpenAPIError(description: "\(file.name)\(place): \(error.message)")
      }
    }
    if root["swagger"] != nil {
      throw OpenAPIError(description: "\(file.name): this is Swagger 2.0. Convert it to OpenAPI 3 first, for example with swagger2openapi.")
    }
    guard let version = root["openapi"]?.text.trimmed, version.hasPrefix("3.0") || version.hasPrefix("3.1") else {
      throw OpenAPIError(description: "\(file.name): no OpenAPI 3.0 or 3.1: the member \"openapi\" must say so.")
    }
    guard case .object? = root["paths"] else { throw OpenAPIError(description: "\(file.name): there are no \"paths\".") }
  }

  /// A value, or what its `$ref` leads to; nil when that is nowhere in this file.
  func resolved(_ value: JSONValue) -> JSONValue? {
    var value = value
    for _ in 0..<Self.maximumHops {
      guard let reference = value["$ref"]?.string else { return value }
      guard let next = self.value(at: reference) else { return nil }
      value = next
    }
    return nil
  }

  /// RFC 6901: what a reference inside of this file points to.
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
  /// The members of an object, none for another kind.
  var members: [JSONObject.Member] {
    if case .object(let object) = self { object.members } else { [] }
  }

  /// The elements of an array, none for another kind.
  var elements: [JSONValue] {
    if case .array(let elements) = self { elements } else { [] }
  }

  /// Whether it is `true`.
  var isTrue: Bool { self == .bool(true) }
}

extension String {
  /// Without quotes and blanks around it.
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
