import GraphQLLanguage
import HTTPCore
import JSON

/// An operation of a description.
struct OpenAPIOperation {
  struct Parameter {
    let name: String
    let location: String
    let isRequired: Bool
    /// The schema of the value.
    let schema: JSONValue
    /// Whether the value is JSON text.
    let isJSON: Bool
    let whole: JSONValue

    var style: String { whole["style"]?.string ?? (location == "query" || location == "cookie" ? "form" : "simple") }
    var isExploded: Bool { whole["explode"]?.bool ?? (style == "form" || style == "deepObject") }
  }

  /// What a response or a body holds.
  enum Content {
    /// JSON, with the media type.
    case json(JSONValue, String)
    case text(String)
    case form(JSONValue, encoding: JSONValue?)
    case multipart(JSONValue)
  }

  /// Why an operation is not mapped.
  struct Unmapped: Error { let reason: String }

  let path: String
  let method: String
  let value: JSONValue
  let parameters: [Parameter]
  /// The servers of the operation or its path; nil when they are those of the description.
  let servers: JSONValue?

  /// `GET /pets/{id}`, on one line.
  var title: String { "\(method) \(path)".singleLine }

  static let mappedMethods = ["get", "post", "put", "patch", "delete"]

  /// All operations in the order of the file, and notes on what is not an operation that can be called by a field.
  static func all(in document: OpenAPIDocument) -> (operations: [OpenAPIOperation], notes: [String]) {
    var operations: [OpenAPIOperation] = []
    var notes: [String] = []
    for path in document.root["paths"]?.members ?? [] where !path.name.hasPrefix("x-") {
      guard let item = document.resolved(path.value) else {
        notes.append("\(path.name): \(path.value["$ref"]?.string ?? "its reference") cannot be resolved.".singleLine)
        continue
      }
      for member in item.members {
        let title = "\(member.name.uppercased()) \(path.name)"
        switch member.name {
        case "head", "options", "trace", "query": notes.append("\(title) is not mapped: there is no field for its method.".singleLine)
        case "additionalOperations":
          for other in member.value.members {
            notes.append("\(other.name) \(path.name) is not mapped: there is no field for its method.".singleLine)
          }
        case _ where mappedMethods.contains(member.name):
          guard let value = document.resolved(member.value) else {
            notes.append("\(title) is not mapped: \(member.value["$ref"]?.string ?? "its reference") cannot be resolved.".singleLine)
            continue
          }
          guard case .object = value else { continue }
          operations.append(OpenAPIOperation(path.name, member.name.uppercased(), value, item, document))
        default: break
        }
      }
    }
    let callbacks = operations.count { !($0.value["callbacks"]?.members.isEmpty ?? true) }
    if callbacks > 0 { notes.append("\(callbacks) operations have callbacks, which are calls of the service and not part of a graph.") }
    if !(document.root["webhooks"]?.members.isEmpty ?? true) {
      notes.append("The webhooks are calls of the service and not part of a graph.")
    }
    return (operations, notes)
  }

  private init(_ path: String, _ method: String, _ value: JSONValue, _ item: JSONValue, _ document: OpenAPIDocument) {
    self.path = path
    self.method = method
    self.value = value
    servers = [value["servers"], item["servers"]].lazy.compactMap { $0 }.first { !($0.elements?.isEmpty ?? true) }
    var parameters: [Parameter] = []
    // An operation's parameter overrides the path's parameter of the same name and location.
    for raw in (value["parameters"]?.elements ?? []) + (item["parameters"]?.elements ?? []) {
      guard let parameter = document.resolved(raw), let name = parameter["name"]?.string, let location = parameter["in"]?.string,
        !parameters.contains(where: { $0.name == name && $0.location == location })
      else { continue }
      let content = parameter["content"]?.members.first
      parameters.append(
        Parameter(
          name: name, location: location, isRequired: location == "path" || parameter["required"]?.isTrue == true,
          schema: content?.value["schema"] ?? parameter["schema"] ?? .object([:]),
          isJSON: content.map { Self.isJSON($0.name) } ?? false, whole: parameter))
    }
    for name in Self.parameterNames(in: path) where !parameters.contains(where: { $0.name == name && $0.location == "path" }) {
      parameters.append(
        Parameter(name: name, location: "path", isRequired: true, schema: .object([:]), isJSON: false, whole: .object([:])))
    }
    self.parameters = parameters
  }

  /// The names of the path's parameters.
  static func parameterNames(in path: String) -> [String] {
    var names: [String] = []
    var rest = path[...]
    while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
      names.append(String(rest[rest.index(after: open)..<close]))
      rest = rest[rest.index(after: close)...]
    }
    return names
  }

  /// The field's name: `x-graphql-name`, the operationId, or the method and the path.
  var wantedName: String {
    if let name = value["x-graphql-name"]?.string, GraphQLNames.isValid(name) { return name }
    if let id = value["operationId"]?.string, !id.isEmpty { return GraphQLNames.camelCase(id) }
    let words = path.split(separator: "/").map { segment in segment.hasPrefix("{") ? "by \(segment)" : String(segment) }
    return GraphQLNames.camelCase(([method.lowercased()] + words).joined(separator: " "))
  }

  // MARK: contents

  /// What a successful response holds. Nil if it has no content.
  ///
  /// - Throws: if the content is not JSON and not text.
  func response(_ document: OpenAPIDocument) throws(Unmapped) -> Content? {
    let responses = (value["responses"]?.members ?? []).compactMap { member in
      document.resolved(member.value).map { (status: member.name.uppercased(), value: $0) }
    }
    let order = ["200", "201", "202", "203", "206", "2XX"]
    var successes = responses.filter { $0.status.hasPrefix("2") }
    successes.sort { (order.firstIndex(of: $0.status) ?? 9, $0.status) < (order.firstIndex(of: $1.status) ?? 9, $1.status) }
    // The default stands for errors where a success is described.
    if successes.isEmpty { successes = responses.filter { $0.status == "DEFAULT" } }
    var refused: [String] = []
    for response in successes {
      let contents = response.value["content"]?.members ?? []
      if let content = Self.content(contents) { return content }
      refused += contents.map(\.name)
    }
    guard refused.isEmpty else {
      throw Unmapped(reason: "its response is \(refused.joined(separator: ", ").singleLine), which is neither JSON nor text")
    }
    return nil
  }

  /// Whether any response is described, with or without content.
  var describesSuccess: Bool { value["responses"]?.members.contains { $0.name.hasPrefix("2") } == true }

  private static func content(_ contents: [JSONObject.Member]) -> Content? {
    if let json = contents.first(where: { isJSON($0.name) }) ?? contents.first(where: { $0.name == "*/*" }) {
      return .json(json.value["schema"] ?? .object([:]), json.name == "*/*" ? "application/json" : json.name)
    }
    return contents.first { isText($0.name) }.map { .text($0.name) }
  }

  /// What the body holds. Nil if there is none.
  ///
  /// - Throws: if a body is required and its media type cannot be written.
  func body(_ document: OpenAPIDocument) throws(Unmapped) -> (content: Content, isRequired: Bool, note: String?)? {
    guard let body = value["requestBody"].flatMap({ document.resolved($0) }) else { return nil }
    let isRequired = body["required"]?.isTrue == true
    let contents = body["content"]?.members ?? []
    if let json = contents.first(where: { Self.isJSON($0.name) }) ?? contents.first(where: { $0.name == "*/*" }) {
      return (.json(json.value["schema"] ?? .object([:]), json.name == "*/*" ? "application/json" : json.name), isRequired, nil)
    }
    if let form = contents.first(where: { Self.mediaType($0.name) == "application/x-www-form-urlencoded" }) {
      return (.form(form.value["schema"] ?? .object([:]), encoding: form.value["encoding"]), isRequired, nil)
    }
    if let form = contents.first(where: { Self.mediaType($0.name) == "multipart/form-data" }) {
      return (.multipart(form.value["schema"] ?? .object([:])), isRequired, nil)
    }
    if let text = contents.first(where: { Self.isText($0.name) }) { return (.text(text.name), isRequired, nil) }
    guard !contents.isEmpty || isRequired else { return nil }
    let types = contents.map(\.name).joined(separator: ", ")
    let reason = "its body is \(types.isEmpty ? "of no type" : types), which is neither JSON, a form, nor text"
    guard !isRequired else { throw Unmapped(reason: reason) }
    return (.text(""), false, reason)
  }

  static func mediaType(_ text: String) -> String { text.prefix { $0 != ";" && $0 != " " }.lowercased() }

  static func isJSON(_ type: String) -> Bool {
    let type = mediaType(type)
    return type == "application/json" || type == "text/json" || type.hasSuffix("+json") || type == "application/*"
  }

  static func isText(_ type: String) -> Bool {
    let type = mediaType(type)
    return type.hasPrefix("text/") && type != "text/event-stream" || type == "application/xml" || type.hasSuffix("+xml")
      || ["application/yaml", "application/x-yaml", "application/csv", "application/x-ndjson", "application/jwt"].contains(type)
  }
}

extension String {
  /// At most 200 characters without line breaks and control characters, for comments and messages.
  var singleLine: String {
    String(prefix(200).map { character in character.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F } ? character : " " })
  }
}
