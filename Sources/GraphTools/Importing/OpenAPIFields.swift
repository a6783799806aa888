import GraphQLLanguage
import HTTPCore
import JSON

/// Makes root fields from operations.
struct OpenAPIFields {
  struct Field {
    let isQuery: Bool
    let sdl: String
  }

  /// An operation that fetches an entity by its key, for the entity's `@rest`.
  struct Getter {
    let type: String
    let key: String
    let template: String
    let collection: String
  }

  private let document: OpenAPIDocument
  private let service: String
  private var queryNames = GraphQLNames()
  private var mutationNames = GraphQLNames()
  var types: OpenAPITypes
  private(set) var fields: [Field] = []
  private(set) var notes: [String] = []
  private(set) var getters: [Getter] = []
  /// Query parameters that take several ids, by path.
  private(set) var idLists: [String: (parameter: String, type: String)] = [:]

  init(_ document: OpenAPIDocument, service: String) {
    self.document = document
    self.service = service
    types = OpenAPITypes(document)
  }

  mutating func add(_ operation: OpenAPIOperation) {
    do throws(OpenAPIOperation.Unmapped) { try map(operation) } catch {
      notes.append("\(operation.title) is not mapped: \(error.reason).".singleLine)
    }
  }

  private mutating func map(_ operation: OpenAPIOperation) throws(OpenAPIOperation.Unmapped) {
    var argumentNames = GraphQLNames()
    var arguments: [String] = []
    var pathArguments: [String: String] = [:]
    var query: [String] = []
    for parameter in operation.parameters {
      guard parameter.location == "path" || parameter.location == "query" else {
        if parameter.isRequired, parameter.name.lowercased() != "authorization" {
          notes.append("\(operation.title): the \(parameter.location) parameter \(parameter.name) is not mapped.".singleLine)
        }
        continue
      }
      guard let type = argumentType(parameter, operation) else {
        guard !parameter.isRequired else { throw .init(reason: "its parameter \(parameter.name) is not a scalar") }
        notes.append("\(operation.title): the parameter \(parameter.name) is not a scalar, so it is left out.".singleLine)
        continue
      }
      let name = argumentNames.reserve(
        GraphQLNames.isValid(parameter.name) ? parameter.name : GraphQLNames.camelCase(parameter.name))
      arguments.append(argument(name, type, parameter))
      if parameter.location == "path" {
        pathArguments[parameter.name] = name
      } else {
        query.append("\(PercentEncoding.encode(parameter.name))={$args.\(name)}")
      }
    }
    let body = try operation.body(document)
    let bodyName = argumentNames.reserve("input")
    if let body {
      let type = types.type(of: body.schema, .input, hint: GraphQLNames.pascalCase(operation.wantedName))
      let plain = type.hasSuffix("!") ? String(type.dropLast()) : type
      arguments.append("\(bodyName): \(plain)\(body.isRequired ? "!" : "")")
    }
    let template = try url(operation, pathArguments: pathArguments) + (query.isEmpty ? "" : "?" + query.joined(separator: "&"))
    let isQuery = operation.method == "GET"
    let name = isQuery ? queryNames.reserve(operation.wantedName) : mutationNames.reserve(operation.wantedName)
    let answer = operation.response(document)
    var type = answer.map { types.type(of: $0, .output, hint: GraphQLNames.pascalCase(name)) } ?? types.scalar("JSON")
    // A call can fail, and the null of a root field that cannot be null would be that of the whole response.
    if type.hasSuffix("!") { type.removeLast() }
    var lines: [String] = []
    if let text = OpenAPITypes.description(operation.value) { lines.append("  \(text)") }
    let list =
      arguments.isEmpty
      ? "" : arguments.count > 3 ? "(\n    \(arguments.joined(separator: "\n    "))\n  )" : "(\(arguments.joined(separator: ", ")))"
    lines.append("  \(name)\(list): \(type)\(operation.value["deprecated"]?.isTrue == true ? " @deprecated" : "")")
    let rest = body == nil ? "" : ", body: \"{$args.\(bodyName)}\""
    lines.append("    @rest(service: \(Printer.stringLiteral(service)), \(operation.method): \(Printer.stringLiteral(template))\(rest))")
    fields.append(Field(isQuery: isQuery, sdl: lines.joined(separator: "\n")))
    if isQuery { noteEntity(operation, type, pathArguments) }
  }

  // MARK: arguments

  private mutating func argumentType(_ parameter: OpenAPIOperation.Parameter, _ operation: OpenAPIOperation) -> String? {
    guard parameter.whole["content"] == nil, let schema = document.resolved(parameter.schema) else { return nil }
    let hint = GraphQLNames.pascalCase(operation.wantedName) + GraphQLNames.pascalCase(parameter.name)
    let kind = schema["type"]?.string ?? schema["type"]?.elements.compactMap(\.string).first { $0 != "null" }
    switch kind {
    case "object": return nil
    case "array":
      guard let items = schema["items"].flatMap({ document.resolved($0) }), items["type"]?.string != "object", items["properties"] == nil
      else { return nil }
      let inner = types.type(of: schema["items"] ?? items, .input, hint: hint)
      return inner.hasPrefix("[") || inner.hasPrefix("JSON") ? nil : "[\(inner)]"
    case nil where schema["properties"] != nil || schema["oneOf"] != nil || schema["anyOf"] != nil || schema["allOf"] != nil: return nil
    default:
      let isID =
        parameter.name == "id" || parameter.name.hasSuffix("Id") || parameter.name.hasSuffix("_id") || parameter.name.hasSuffix("ID")
      if isID, schema["enum"] == nil, kind == nil || kind == "string" || kind == "integer" { return "ID" }
      if kind == nil, schema["enum"] == nil { return "String" }
      let type = types.type(of: parameter.schema, .input, hint: hint)
      return type.hasSuffix("!") ? String(type.dropLast()) : type
    }
  }

  private func argument(_ name: String, _ type: String, _ parameter: OpenAPIOperation.Parameter) -> String {
    let description = OpenAPITypes.description(parameter.whole).map { $0 + " " } ?? ""
    let preset = document.resolved(parameter.schema)?["default"].flatMap { Self.literal($0, type) }
    return "\(description)\(name): \(type)\(parameter.isRequired ? "!" : "")\(preset.map { " = \($0)" } ?? "")"
  }

  /// The parameter's default value, if GraphQL can express it in the argument's type.
  private static func literal(_ value: JSONValue, _ type: String) -> String? {
    switch (value, type) {
    case (.number(let text), "Int"): Int32(text).map { String($0) }
    case (.number(let text), "Float"): Double(text).map { $0.isFinite ? text : nil } ?? nil
    case (.bool(let truth), "Boolean"): String(truth)
    case (.string(let text), "String"), (.string(let text), "ID"): Printer.stringLiteral(text)
    default: nil
    }
  }

  // MARK: URLs

  private func url(_ operation: OpenAPIOperation, pathArguments: [String: String]) throws(OpenAPIOperation.Unmapped) -> String {
    guard operation.path.hasPrefix("/") else { throw .init(reason: "its path does not start with \"/\"") }
    var text = ""
    var rest = operation.path[...]
    while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
      text += Self.literalPath(rest[..<open])
      guard let name = pathArguments[String(rest[rest.index(after: open)..<close])] else {
        throw .init(reason: "its path has a placeholder without a parameter")
      }
      text += "{$args.\(name)}"
      rest = rest[rest.index(after: close)...]
    }
    return text + Self.literalPath(rest)
  }

  /// Literal text of a path, percent-encoded where it has characters with a meaning in URLs.
  private static func literalPath(_ text: Substring) -> String {
    text.split(separator: "/", omittingEmptySubsequences: false).map { PercentEncoding.encode(String($0)) }.joined(separator: "/")
  }

  // MARK: entities

  /// The response of `GET /pets/{petId}` is an entity. `GET /pets?ids=…` loads several of them.
  private mutating func noteEntity(_ operation: OpenAPIOperation, _ type: String, _ pathArguments: [String: String]) {
    let segments = operation.path.split(separator: "/", omittingEmptySubsequences: false)
    let named = String(type.filter { $0 != "[" && $0 != "]" && $0 != "!" })
    if type.hasPrefix("[") {
      let list = operation.parameters.first { parameter in
        parameter.location == "query" && ["ids", "id"].contains(parameter.name.lowercased())
          && document.resolved(parameter.schema)?["type"]?.string == "array"
      }
      if let list, pathArguments.isEmpty { idLists[operation.path] = (list.name, named) }
      return
    }
    guard pathArguments.count == 1, let segment = segments.last, segment.hasPrefix("{"), segment.hasSuffix("}"),
      !operation.parameters.contains(where: { $0.location == "query" && $0.isRequired }), let fields = types.objects[named],
      !getters.contains(where: { $0.type == named })
    else { return }
    let parameter = String(segment.dropFirst().dropLast())
    guard let key = [parameter, "id"].first(where: fields.contains) else { return }
    let collection = segments.dropLast().joined(separator: "/")
    let template = Self.literalPath(Substring(collection)) + "/{$keys.\(key)}"
    getters.append(Getter(type: named, key: key, template: template, collection: collection))
  }
}
