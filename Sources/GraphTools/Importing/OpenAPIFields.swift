import GraphQLLanguage
import HTTPCore
import JSON

/// Makes root fields from operations.
struct OpenAPIFields {
  struct Field {
    let isQuery: Bool
    let name: String
    let sdl: String
    /// For messages.
    let operation: String
  }

  /// An operation that fetches an entity by its key, for the entity's `@rest`.
  struct Getter {
    let type: String
    /// The path's parameter.
    let parameter: String
    let parameterKind: String?
    let template: (String) -> String
    let collection: String
    let service: String
  }

  struct IDList {
    let parameter: String
    let isRepeated: Bool
    let type: String
  }

  private let document: OpenAPIDocument
  private let options: OpenAPIImport.Options
  private let services: OpenAPIServices
  private var queryNames: GraphQLNames
  private var mutationNames: GraphQLNames
  var types: OpenAPITypes
  private(set) var fields: [Field] = []
  private(set) var notes: [String] = []
  private(set) var getters: [Getter] = []
  /// Operations that take several ids in a query parameter, by path.
  private(set) var idLists: [String: IDList] = [:]

  init(_ document: OpenAPIDocument, services: OpenAPIServices, options: OpenAPIImport.Options) {
    self.document = document
    self.services = services
    self.options = options
    let prefix = GraphQLNames.camelCase(services.main)
    queryNames = GraphQLNames(foreign: options.beside.queries, prefix: prefix)
    mutationNames = GraphQLNames(foreign: options.beside.mutations, prefix: prefix)
    types = OpenAPITypes(
      document, prefix: options.prefix.map { GraphQLNames.pascalCase($0) } ?? "",
      foreign: (options.beside.types, GraphQLNames.pascalCase(services.main)))
  }

  mutating func add(_ operation: OpenAPIOperation, isQuery: Bool) {
    do throws(OpenAPIOperation.Unmapped) { try map(operation, isQuery: isQuery) } catch {
      notes.append("\(operation.title) is not mapped: \(error.reason).".singleLine)
    }
  }

  mutating func addPlaceholder() {
    fields.append(
      Field(
        isQuery: true, name: queryNames.reserve("_unused"),
        sdl: """
            "GraphQL needs a query, and the description has none. Remove this field when another one is a query."
            _unused: Boolean
              @rest(service: \(Printer.stringLiteral(services.main)), GET: "/", answer: NONE)
          """, operation: ""))
  }

  /// Removes root fields that do not compose.
  mutating func remove(_ names: Set<String>, isQuery: Bool, reason: String) {
    for field in fields where field.isQuery == isQuery && names.contains(field.name) {
      notes.append("\(field.operation) is not mapped: \(reason)".singleLine)
    }
    fields.removeAll { $0.isQuery == isQuery && names.contains($0.name) }
  }

  private mutating func map(_ operation: OpenAPIOperation, isQuery: Bool) throws(OpenAPIOperation.Unmapped) {
    let answer = try operation.response(document)
    var arguments = OpenAPIArguments(operation, document, forwarded: options.forward, hint: GraphQLNames.pascalCase(operation.wantedName))
    for parameter in operation.parameters {
      do throws(OpenAPIOperation.Unmapped) { try arguments.add(parameter, &types) } catch {
        guard !parameter.isRequired else { throw error }
        notes.append("\(operation.title): the parameter \(parameter.name) is left out, because \(error.reason).".singleLine)
      }
    }
    if let body = try operation.body(document) {
      if let note = body.note {
        notes.append("\(operation.title): the body is left out, because \(note).".singleLine)
      } else {
        try arguments.addBody(body.content, isRequired: body.isRequired, &types)
      }
    }
    notes += arguments.notes
    let service = services.name(for: operation)
    let template = try url(operation, arguments)
    var rest =
      ["service: \(Printer.stringLiteral(service))", "\(operation.method): \(Printer.stringLiteral(template))"]
      + arguments.directiveArguments
    var wanted = operation.wantedName
    if let prefix = options.prefix { wanted = GraphQLNames.camelCase(prefix) + wanted.prefix(1).uppercased() + wanted.dropFirst() }
    wanted = options.renames[wanted] ?? options.renames[operation.value["operationId"]?.string ?? ""] ?? wanted
    let name = isQuery ? queryNames.reserve(wanted) : mutationNames.reserve(wanted)
    var type: String
    switch answer {
    case .json(let schema, let media):
      type = types.type(of: schema, .output, hint: GraphQLNames.pascalCase(name))
      if media != "application/json" { rest.append("accept: \(Printer.stringLiteral(media))") }
    case .text(let media):
      type = "String"
      rest.append("answer: TEXT")
      if OpenAPIOperation.mediaType(media) != "text/plain" { rest.append("accept: \(Printer.stringLiteral(media))") }
    case .form, .multipart: throw .init(reason: "its response is a form")
    case nil where operation.describesSuccess:
      type = "Boolean"
      rest.append("answer: NONE")
    case nil: type = types.scalar("JSON")
    }
    // A call can fail, and the null of a root field that cannot be null would be that of the whole response.
    if type.hasSuffix("!") { type.removeLast() }
    var lines: [String] = []
    if let text = OpenAPITypes.description(operation.value) { lines.append("  \(text)") }
    lines.append("  \(name)\(arguments.sdl): \(type)\(operation.value["deprecated"]?.isTrue == true ? " @deprecated" : "")")
    lines.append("    @rest(\(rest.joined(separator: ", ")))")
    fields.append(Field(isQuery: isQuery, name: name, sdl: lines.joined(separator: "\n"), operation: operation.title))
    if operation.method == "GET" { noteEntity(operation, type, arguments, service) }
  }

  // MARK: URLs

  private func url(_ operation: OpenAPIOperation, _ arguments: OpenAPIArguments) throws(OpenAPIOperation.Unmapped) -> String {
    guard operation.path.hasPrefix("/") else { throw .init(reason: "its path does not start with \"/\"") }
    // Descriptions tell operations of one path apart by a fragment, which is not sent.
    var rest = operation.path.prefix { $0 != "#" }
    var text = ""
    while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
      text += Self.literalPath(rest[..<open])
      guard let placeholder = arguments.path[String(rest[rest.index(after: open)..<close])] else {
        throw .init(reason: "its path has a placeholder without a parameter")
      }
      text += placeholder
      rest = rest[rest.index(after: close)...]
    }
    text += Self.literalPath(rest)
    guard !arguments.query.isEmpty else { return text }
    return text + (text.contains("?") ? "&" : "?") + arguments.query.joined(separator: "&")
  }

  /// Literal text of a path, as it is where a URL may have it.
  static func literalPath(_ text: Substring) -> String {
    var result = ""
    for character in text {
      let isPlain = character.isASCII && (character.isLetter || character.isNumber || "-._~:/?[]@!$&'()*+,;=%".contains(character))
      result += isPlain ? String(character) : PercentEncoding.encode(String(character))
    }
    // The text could otherwise begin a placeholder.
    return result.replacing("{$", with: "%7B$")
  }

  // MARK: entities

  /// The response of `GET /pets/{petId}` is an entity. `GET /pets?ids=…` loads several of them.
  private mutating func noteEntity(_ operation: OpenAPIOperation, _ type: String, _ arguments: OpenAPIArguments, _ service: String) {
    let segments = operation.path.split(separator: "/", omittingEmptySubsequences: false)
    let named = String(type.filter { $0 != "[" && $0 != "]" && $0 != "!" })
    if type.hasPrefix("[") {
      let list = operation.parameters.first { parameter in
        parameter.location == "query" && ["ids", "id"].contains(parameter.name.lowercased())
          && OpenAPISchema(parameter.schema, document)?.kind == "array" && parameter.style == "form"
      }
      if let list, arguments.path.isEmpty, !operation.parameters.contains(where: { $0.isRequired && $0.name != list.name }) {
        idLists[operation.path] = IDList(parameter: list.name, isRepeated: list.isExploded, type: named)
      }
      return
    }
    guard arguments.path.count == 1, let segment = segments.last, segment.hasPrefix("{"), segment.hasSuffix("}"),
      !operation.parameters.contains(where: { $0.location != "path" && $0.isRequired && !options.forward.contains($0.name.lowercased()) }),
      case .object? = types.definition(named)?.kind, !getters.contains(where: { $0.type == named })
    else { return }
    let parameter = String(segment.dropFirst().dropLast())
    let collection = segments.dropLast().joined(separator: "/")
    let kind = operation.parameters.first { $0.name == parameter }.flatMap { OpenAPISchema($0.schema, document)?.kind }
    let start = Self.literalPath(Substring(collection))
    getters.append(
      Getter(
        type: named, parameter: parameter, parameterKind: kind, template: { start + "/{$keys.\($0)}" }, collection: collection,
        service: service))
  }
}
