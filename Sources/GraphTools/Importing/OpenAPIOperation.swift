import GraphQLLanguage
import HTTPCore
import JSON

/// An operation of a description.
struct OpenAPIOperation {
  struct Parameter {
    let name: String
    let location: String
    let isRequired: Bool
    let schema: JSONValue
    let whole: JSONValue
  }

  /// Why an operation is not mapped.
  struct Unmapped: Error { let reason: String }

  let path: String
  let method: String
  let value: JSONValue
  let parameters: [Parameter]

  /// `GET /pets/{id}`, on one line.
  var title: String { "\(method) \(path)".singleLine }

  /// All operations in the order of the file.
  static func all(in document: OpenAPIDocument) -> [OpenAPIOperation] {
    (document.root["paths"]?.members ?? []).flatMap { path -> [OpenAPIOperation] in
      guard let item = document.resolved(path.value) else { return [] }
      return ["get", "post", "put", "patch", "delete"].compactMap { method in
        guard let value = item[method], case .object = value else { return nil }
        return OpenAPIOperation(path.name, method.uppercased(), value, item, document)
      }
    }
  }

  private init(_ path: String, _ method: String, _ value: JSONValue, _ item: JSONValue, _ document: OpenAPIDocument) {
    self.path = path
    self.method = method
    self.value = value
    var parameters: [Parameter] = []
    // An operation's parameter overrides the path's parameter of the same name and location.
    for raw in (value["parameters"]?.elements ?? []) + (item["parameters"]?.elements ?? []) {
      guard let parameter = document.resolved(raw), let name = parameter["name"]?.string, let location = parameter["in"]?.string,
        !parameters.contains(where: { $0.name == name && $0.location == location })
      else { continue }
      parameters.append(
        Parameter(
          name: name, location: location, isRequired: location == "path" || parameter["required"]?.isTrue == true,
          schema: parameter["schema"] ?? .object([:]), whole: parameter))
    }
    for name in Self.parameterNames(in: path) where !parameters.contains(where: { $0.name == name && $0.location == "path" }) {
      parameters.append(Parameter(name: name, location: "path", isRequired: true, schema: .object([:]), whole: .object([:])))
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

  /// The field's name, made from the operationId, or from the method and the path.
  var wantedName: String {
    if let id = value["operationId"]?.string, !id.isEmpty { return GraphQLNames.camelCase(id) }
    let words = path.split(separator: "/").map { segment in segment.hasPrefix("{") ? "by \(segment)" : String(segment) }
    return GraphQLNames.camelCase(([method.lowercased()] + words).joined(separator: " "))
  }

  /// The schema of a successful response. Nil if the description has none, or the response has no content.
  func response(_ document: OpenAPIDocument) -> JSONValue? {
    let responses = value["responses"]?.members ?? []
    let wanted = ["200", "201", "202", "203", "2XX", "default"]
    for status in wanted {
      guard let response = responses.first(where: { $0.name == status }).flatMap({ document.resolved($0.value) }) else { continue }
      return Self.json(response["content"])
    }
    return nil
  }

  /// The schema of the JSON body. Nil if there is none.
  ///
  /// - Throws: if a body is required and is not JSON.
  func body(_ document: OpenAPIDocument) throws(Unmapped) -> (schema: JSONValue, isRequired: Bool)? {
    guard method != "GET", let body = value["requestBody"].flatMap({ document.resolved($0) }) else { return nil }
    let isRequired = body["required"]?.isTrue == true
    if let schema = Self.json(body["content"]) { return (schema, isRequired) }
    guard isRequired else { return nil }
    let types = (body["content"]?.members ?? []).map(\.name).joined(separator: ", ")
    throw Unmapped(reason: "its body is \(types.isEmpty ? "of no type" : types), not JSON")
  }

  private static func json(_ content: JSONValue?) -> JSONValue? {
    let media = content?.members.first { member in
      let type = member.name.prefix { $0 != ";" }.lowercased()
      return type == "application/json" || type.hasSuffix("+json") || type == "*/*"
    }
    return media.map { $0.value["schema"] ?? .object([:]) }
  }
}

extension String {
  /// At most 200 characters without line breaks and control characters, for comments and messages.
  var singleLine: String {
    String(prefix(200).map { character in character.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F } ? character : " " })
  }
}
