import GraphQLLanguage
import HTTPCore
import JSON

/// Turns operations into root fields.
struct OpenAPIFields {
  struct Field {
    let isQuery: Bool
    let sdl: String
  }

  /// What an entity's own `@rest` is made of.
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
  /// Query parameters that take several ids, by their path.
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
    var holes: [String: String] = [:]
    var query: [String] = []
    for parameter in operation.parameters {
      guard parameter.place == "path" || parameter.place == "query" else {
        if parameter.isRequired, parameter.name.lowercased() != "authorization" {
          notes.append("\(operation.title): the \(parameter.place) parameter \(parameter.name) is not mapped.".singleLine)
        }
        continue
      }
      guard let type = argumentType(parameter, operation) else {
        guard !parameter.isRequired else { throw .init(reason: "its parameter \(parameter.name) is no scalar") }
        notes.append("\(operation.title): the parameter \(parameter.name) is no scalar, so it is left out.".singleLine)
        continue
      }
      let name = argumentNames.take(
        GraphQLNames.isValid(parameter.name) ? parameter.name : GraphQLNames.camelCase(parameter.name))
      arguments.append(argument(name, type, parameter))
      if parameter.place == "path" {
        holes[parameter.name] = name
      } else {
        query.append("\(PercentEncoding.encode(parameter.name))={$args.\(name)}")
      }
    }
    let body = try operation.body(document)
    let bodyName = argumentNames.take("input")
    if let body {
      let type = types.type(of: body.schema, .input, hint: GraphQLNames.pascalCase(operation.wantedName))
      let plain = type.hasSuffix("!") ? String(type.dropLast()) : type
      arguments.append("\(bodyName): \(plain)\(body.isRequired ? "!" : "")")
    }
    let template = try url(operation, holes: holes) + (query.isEmpty ? "" : "?" + query.joined(separator: "&"))
    let isQuery = operation.method == "GET"
    let name = isQuery ? queryNames.take(operation.wantedName) : mutationNames.take(operation.wantedName)
    let answer = operation.response(document)
    var type = answer.map { types.type(of: $0, .output, hint: GraphQLNames.pascalCase(name)) } ?? types.scalar("JSON")
    // One that is not there answers 404, which is null for a query; a list that is not there is an error.
    if type.hasSuffix("!"), !(isQuery && type.hasPrefix("[")) { type.removeLast() }
    var lines: [String] = []
    if let text = OpenAPITypes.description(operation.value) { lines.append("  \(text)") }
    let list =
      arguments.isEmpty
      ? "" : arguments.count > 3 ? "(\n    \(arguments.joined(separator: "\n    "))\n  )" : "(\(arguments.joined(separator: ", ")))"
    lines.append("  \(name)\(list): \(type)\(operation.value["deprecated"]?.isTrue == true ? " @deprecated" : "")")
    let rest = body == nil ? "" : ", body: \"{$args.\(bodyName)}\""
    lines.append("    @rest(service: \(Printer.stringLiteral(service)), \(operation.method): \(Printer.stringLiteral(template))\(rest))")
    fields.append(Field(isQuery: isQuery, sdl: lines.joined(separator: "\n")))
    if isQuery { noteEntity(operation, type, holes) }
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

  /// A default where GraphQL can say it as the type demands.
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

  private func url(_ operation: OpenAPIOperation, holes: [String: String]) throws(OpenAPIOperation.Unmapped) -> String {
    guard operation.path.hasPrefix("/") else { throw .init(reason: "a path begins with \"/\"") }
    var text = ""
    var rest = operation.path[...]
    while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
      text += Self.literalPath(rest[..<open])
      guard let name = holes[String(rest[rest.index(after: open)..<close])] else {
        throw .init(reason: "its path has a hole without parameter")
      }
      text += "{$args.\(name)}"
      rest = rest[rest.index(after: close)...]
    }
    return text + Self.literalPath(rest)
  }

  /// A path's text with everything escaped that has a meaning elsewhere in a URL.
  private static func literalPath(_ text: Substring) -> String {
    text.split(separator: "/", omittingEmptySubsequences: false).map { PercentEncoding.encode(String($0)) }.joined(separator: "/")
  }

  // MARK: entities

  /// `GET /pets/{petId}` makes its answer an entity; `GET /pets?ids=…` can load many of them at once.
  private mutating func noteEntity(_ operation: OpenAPIOperation, _ type: String, _ holes: [String: String]) {
    let segments = operation.path.split(separator: "/", omittingEmptySubsequences: false)
    let named = String(type.filter { $0 != "[" && $0 != "]" && $0 != "!" })
    if type.hasPrefix("[") {
      let list = operation.parameters.first { parameter in
        parameter.place == "query" && ["ids", "id"].contains(parameter.name.lowercased())
          && document.resolved(parameter.schema)?["type"]?.string == "array"
      }
      if let list, holes.isEmpty { idLists[operation.path] = (list.name, named) }
      return
    }
    guard holes.count == 1, let hole = segments.last, hole.hasPrefix("{"), hole.hasSuffix("}"),
      !operation.parameters.contains(where: { $0.place == "query" && $0.isRequired }), let fields = types.objects[named],
      !getters.contains(where: { $0.type == named })
    else { return }
    let parameter = String(hole.dropFirst().dropLast())
    guard let key = [parameter, "id"].first(where: fields.contains) else { return }
    let collection = segments.dropLast().joined(separator: "/")
    let template = Self.literalPath(Substring(collection)) + "/{$keys.\(key)}"
    getters.append(Getter(type: named, key: key, template: template, collection: collection))
  }
}
