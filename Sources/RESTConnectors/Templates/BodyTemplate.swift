import GraphQLExecution
import JSON

/// How the body of a call is written: `bodyAs:` of `@rest`.
package enum BodyEncoding: String, Sendable {
  static let sdl = #"""
    """
    How a body is written. FORM writes the members of an object as a form: lists of scalars repeat the name, a member of an object is
    name[member], and an element of a list of objects is name[0]. DEEP_FORM numbers the elements of all lists.
    """
    enum rest__BodyEncoding { JSON FORM DEEP_FORM MULTIPART TEXT }
    """#

  case json = "JSON"
  case form = "FORM"
  case deepForm = "DEEP_FORM"
  case multipart = "MULTIPART"
  case text = "TEXT"

  /// The media type, without parameters.
  var mediaType: String {
    switch self {
    case .json: "application/json"
    case .form, .deepForm: "application/x-www-form-urlencoded"
    case .multipart: "multipart/form-data"
    case .text: "text/plain"
    }
  }
}

/// The body of a call. In JSON and in forms a variable is replaced by the JSON text of its value, in text by its text.
package struct BodyTemplate: Sendable, Equatable {
  package let parts: [TemplatePart]
  package let encoding: BodyEncoding

  /// Checks that the text is JSON when a value replaces each placeholder.
  package init(parts: [TemplatePart], encoding: BodyEncoding = .json) throws(TemplateError) {
    self.parts = parts
    self.encoding = encoding
    if encoding == .text { return }
    var sample = ""
    for part in parts {
      switch part {
      case .text(let text): sample += text
      // A quoted string makes the text invalid when the placeholder is inside a string.
      case .variable, .styled: sample += "\"x\""
      }
    }
    let document: JSONDocument
    do throws(JSONError) {
      document = try JSONDocument(parsing: sample)
    } catch {
      let advice = parts.contains { $0.variable != nil } ? "; a placeholder is a whole JSON value, so it stands outside of quotes" : ""
      throw TemplateError("the body is not JSON around its placeholders: \(error.message)\(advice)")
    }
    if encoding != .json, parts.count > 1 || parts.first?.variable == nil, document.root.kind != .object {
      throw TemplateError("a body as \(encoding.rawValue) is an object, whose members are the fields of the form")
    }
  }

  /// Whether the body differs between keys.
  package var isKeyed: Bool { parts.contains(where: \.isKeyed) }

  /// The body for one key; an absent value is `null`. Nil when the whole body is one value that is absent.
  package func render(_ scope: TemplateScope, key: LoadKey) throws(RenderingError) -> [UInt8]? {
    if parts.count == 1, let variable = parts[0].variable, scope.value(of: variable, key: key) == nil { return nil }
    if encoding == .text { return try text(scope, key) }
    return write { variable, writer in (scope.value(of: variable, key: key) ?? .null).write(to: &writer) }
  }

  /// The body for many keys. A variable of the key is the array of its values for all keys.
  package func render(_ scope: TemplateScope, keys: [LoadKey]) -> [UInt8] {
    write { variable, writer in
      switch variable {
      case .input, .wholeKey: JSONValue.array(keys.map { scope.value(of: variable, key: $0) ?? .null }).write(to: &writer)
      case .argument, .claim: (scope.value(of: variable, key: .none) ?? .null).write(to: &writer)
      }
    }
  }

  private func write(_ writeVariable: (TemplateVariable, inout JSONWriter) -> Void) -> [UInt8] {
    var bytes: [UInt8] = []
    for part in parts {
      switch part {
      case .text(let text): bytes.append(contentsOf: text.utf8)
      case .variable(let variable), .styled(let variable, _):
        var writer = JSONWriter()
        writeVariable(variable, &writer)
        bytes.append(contentsOf: writer.bytes)
      }
    }
    return bytes
  }

  private func text(_ scope: TemplateScope, _ key: LoadKey) throws(RenderingError) -> [UInt8] {
    var text = ""
    for part in parts {
      switch part {
      case .text(let literal): text += literal
      case .variable(let variable), .styled(let variable, _):
        let value = scope.value(of: variable, key: key) ?? .string("")
        guard let scalar = URLText.scalarText(value) else { throw RenderingError(message: "A list or an object is not allowed in a text.") }
        text += scalar
      }
    }
    return Array(text.utf8)
  }

  /// The bytes that are sent for the JSON of the body, and their media type.
  func encoded(_ json: [UInt8]) throws(RenderingError) -> (bytes: [UInt8], mediaType: String) {
    switch encoding {
    case .json, .text: return (json, encoding.mediaType)
    case .form, .deepForm:
      let pairs = try members(of: json).flatMap { FormText.fields($0.name, $0.value, numbersLists: encoding == .deepForm) }
      return (Array(pairs.map { "\($0.name)=\($0.value)" }.joined(separator: "&").utf8), encoding.mediaType)
    case .multipart:
      let boundary = MultipartForm.boundary()
      return (MultipartForm.write(try members(of: json), boundary), "\(encoding.mediaType); boundary=\(boundary)")
    }
  }

  private func members(of json: [UInt8]) throws(RenderingError) -> [JSONObject.Member] {
    guard let document = try? JSONDocument(parsing: json), case .object(let object) = JSONValue(document.root) else {
      throw RenderingError(message: "The body of a form must be an object.")
    }
    return object.members
  }
}
