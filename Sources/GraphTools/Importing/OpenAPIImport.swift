import GraphQLLanguage
import JSON

/// Generates a schema file from an OpenAPI description.
package struct OpenAPIImport {
  package struct Options {
    /// The service's name; nil for one made from the title.
    package var service: String?
    /// The service's URL; nil for the first server of the description.
    package var url: String?
    /// The client headers that are forwarded, and therefore no arguments.
    package var forward: [String]
    /// Precedes the names of types and root fields.
    package var prefix: String?
    /// Operations to map, by operationId, `METHOD /path` or tag; `*` stands for any text. Empty for all.
    package var include: [String] = []
    package var exclude: [String] = []
    /// Operations with other methods than GET that are queries.
    package var queries: [String] = []
    /// New names of root fields, by the generated name or the operationId.
    package var renames: [String: String] = [:]
    /// The names that other schema files of the graph define.
    package var beside = DefinedNames()

    package init(service: String? = nil, url: String? = nil, forward: [String] = ["authorization"], prefix: String? = nil) {
      self.service = service
      self.url = url
      self.forward = forward
      self.prefix = prefix
    }
  }

  /// The schema file, and descriptions of what could not be mapped.
  package struct Imported {
    package let sdl: String
    package let notes: [String]
  }

  private let document: OpenAPIDocument
  private let file: String
  private let options: Options
  private static let maximumOperations = 20_000

  /// - Parameter read: gives the file at a path from the description's folder, for references; nil when there is none.
  package init(_ file: SourceFile, options: Options = Options(), read: (String) -> SourceFile? = { _ in nil }) throws(OpenAPIError) {
    document = try OpenAPIDocument(file, read: read)
    self.file = file.name
    self.options = options
  }

  /// `METHOD /path  operationId`, one line an operation, of those that the options choose.
  package func list() -> [String] {
    chosen().operations.map { operation in
      let id = operation.value["operationId"]?.string.map { "  \($0)" } ?? ""
      return (operation.title + id).singleLine
    }
  }

  /// - Throws: if no operation can be mapped, or the result does not compose.
  package func run() throws(OpenAPIError) -> Imported {
    let title = document.root["info"]?["title"]?.string ?? "service"
    let service = options.service ?? GraphQLNames.camelCase(title)
    let (operations, unmapped) = chosen()
    let services = OpenAPIServices(document, operations, main: service, url: options.url)
    var fields = OpenAPIFields(document, services: services, options: options)
    let isQuery = queries(among: operations)
    for operation in operations { fields.add(operation, isQuery: isQuery(operation)) }
    guard !fields.fields.isEmpty else {
      let reasons = (unmapped + fields.notes).prefix(20).map { "\n" + $0 }.joined()
      throw OpenAPIError(description: "\(file): there is no operation that can be mapped.\(reasons)")
    }
    if !fields.fields.contains(where: \.isQuery) { fields.addPlaceholder() }
    // The richest file that composes: with references, without them, without entities.
    var failure: OpenAPIError?
    for (hasKeys, hasReferences) in [(true, true), (true, false), (false, false)] {
      var types = fields.types
      if hasKeys {
        var entities = OpenAPIEntities()
        entities.addKeys(fields, &types)
        if hasReferences { entities.addReferences(&types) }
      }
      let notes = services.notes + unmapped + fields.notes + types.notes.map(\.singleLine) + securityNotes()
      let sdl = text(title: title, services: services, fields: fields, types: types, notes: notes)
      do {
        try check(sdl, service: service)
        return Imported(sdl: sdl, notes: notes)
      } catch { failure = failure ?? error }
    }
    throw failure ?? OpenAPIError(description: "\(file): the result does not compose.")
  }

  // MARK: operations

  private func chosen() -> (operations: [OpenAPIOperation], notes: [String]) {
    var (operations, notes) = OpenAPIOperation.all(in: document)
    func matches(_ operation: OpenAPIOperation, _ patterns: [String]) -> Bool {
      let names =
        [operation.value["operationId"]?.string, "\(operation.method) \(operation.path)", operation.path].compactMap { $0 }
        + (operation.value["tags"]?.elements?.compactMap(\.string) ?? [])
      return patterns.contains { pattern in names.contains { Self.matches($0[...], pattern[...]) } }
    }
    operations.removeAll { operation in
      operation.value["x-graphql-ignore"]?.isTrue == true || !options.include.isEmpty && !matches(operation, options.include)
        || matches(operation, options.exclude)
    }
    if operations.count > Self.maximumOperations {
      notes.append("Only the first \(Self.maximumOperations) operations are mapped.")
      operations.removeLast(operations.count - Self.maximumOperations)
    }
    return (operations, notes)
  }

  /// Whether the text is that of a pattern in which `*` stands for any text.
  static func matches(_ text: Substring, _ pattern: Substring) -> Bool {
    guard let star = pattern.firstIndex(of: "*") else { return text == pattern }
    guard text.hasPrefix(pattern[..<star]) else { return false }
    let rest = pattern[pattern.index(after: star)...]
    var tail = text.dropFirst(pattern[..<star].count)
    while true {
      if matches(tail, rest) { return true }
      if tail.isEmpty { return false }
      tail = tail.dropFirst()
    }
  }

  /// Words of an operationId that reads only. They count where a description has no GET.
  private static let readingWords: Set<String> = [
    "list", "get", "search", "find", "query", "read", "fetch", "lookup", "info", "count", "describe", "view",
  ]

  private func queries(among operations: [OpenAPIOperation]) -> (OpenAPIOperation) -> Bool {
    let hasGET = operations.contains { $0.method == "GET" }
    let patterns = options.queries
    return { operation in
      if let isQuery = operation.value["x-graphql-query"]?.bool { return isQuery }
      if operation.method == "GET" { return true }
      let names = [operation.value["operationId"]?.string, "\(operation.method) \(operation.path)", operation.path].compactMap { $0 }
      if patterns.contains(where: { pattern in names.contains { Self.matches($0[...], pattern[...]) } }) { return true }
      guard !hasGET, operation.method == "POST" else { return false }
      let id = operation.value["operationId"]?.string ?? operation.path
      let words = GraphQLNames.upperCase(id).lowercased().split(separator: "_").map(String.init)
      return words.contains { Self.readingWords.contains($0) }
    }
  }

  /// Keys that clients do not send by a forwarded header.
  private func securityNotes() -> [String] {
    (document.root["components"]?["securitySchemes"]?.members ?? []).compactMap { member -> String? in
      guard let scheme = document.resolved(member.value), scheme["type"]?.string == "apiKey", let name = scheme["name"]?.string else {
        return nil
      }
      switch scheme["in"]?.string {
      case "header":
        return options.forward.contains { $0.lowercased() == name.lowercased() }
          ? nil
          : "The API key \(name) is a header: import with --forward authorization,\(name.lowercased()), or write set: [{ name: \"\(name)\", value: \"{$env.API_KEY}\" }] into @service."
            .singleLine
      case let place?:
        return "The API key \(name) is a \(place) parameter: write it into the templates, as in ?\(name)={$env.API_KEY}.".singleLine
      case nil: return nil
      }
    }
  }

  // MARK: text

  private func text(title: String, services: OpenAPIServices, fields: OpenAPIFields, types: OpenAPITypes, notes: [String]) -> String {
    var blocks = ["# \(title.singleLine), from its OpenAPI description by gateway import openapi. Edit it as you like."]
    if !notes.isEmpty { blocks[0] += "\n#\n# Not mapped:\n" + notes.map { "# - \($0)" }.joined(separator: "\n") }
    let hasKeys = types.definitions.contains { !$0.entityDirectives.isEmpty }
    let link = hasKeys ? "\n  @link(url: \"https://specs.apollo.dev/federation/v2.3\", import: [\"@key\"])" : ""
    let forward = options.forward.map { Printer.stringLiteral($0) }.joined(separator: ", ")
    let declared = services.services.map { service in
      "\n  @service(name: \(Printer.stringLiteral(service.name)), url: \(Printer.stringLiteral(service.url)), forward: [\(forward)])"
    }
    blocks.append("extend schema\(link)\(declared.joined())")
    for scalar in types.scalars { blocks.append("\(Self.scalarDescription(scalar))\nscalar \(scalar)") }
    for (root, isQuery) in [("Query", true), ("Mutation", false)] {
      let own = fields.fields.filter { $0.isQuery == isQuery }.map(\.sdl)
      if !own.isEmpty { blocks.append("type \(root) {\n\(own.joined(separator: "\n\n"))\n}") }
    }
    blocks += types.definitions.map(\.sdl)
    return blocks.joined(separator: "\n\n")
  }

  private static func scalarDescription(_ name: String) -> String {
    name == "Long" ? "\"A whole number of up to 64 bits.\"" : "\"Any JSON value.\""
  }

  /// Composes the result, so that only a valid file is printed.
  private func check(_ sdl: String, service: String) throws(OpenAPIError) {
    var environment: [String: String] = [:]
    var rest = sdl[...]
    while let start = rest.firstRange(of: "{$env."), let end = rest[start.upperBound...].firstIndex(of: "}") {
      environment[String(rest[start.upperBound..<end])] = "http://127.0.0.1"
      rest = rest[end...]
    }
    do throws(CompositionFailure) {
      _ = try ComposedGraph(files: [SourceFile(name: "\(service).graphql", text: sdl)], environment: environment, transport: NoTransport())
    } catch {
      throw OpenAPIError(description: "\(file): the result does not compose.\n\(error)")
    }
  }
}

/// The names that schema files define. A generated file gives its own another name.
package struct DefinedNames {
  package var types: Set<String> = []
  package var queries: Set<String> = []
  package var mutations: Set<String> = []

  package init() {}

  /// - Throws: the first syntax error.
  package init(of files: [SourceFile]) throws(FileError) {
    // Files share these scalars.
    let shared: Set<String> = ["JSON", "Long"]
    for file in files {
      let document: Document
      do throws(GraphQLError) { document = try Parser.parse(file.text) } catch {
        throw FileError(description: "\(file.name): \(error.message)")
      }
      for definition in document.definitions { add(definition, shared) }
    }
  }

  private mutating func add(_ definition: Definition, _ shared: Set<String>) {
    switch definition {
    case .type(let type), .typeExtension(let type):
      let name = type.name.value
      switch name {
      case "Query": queries.formUnion(type.fieldNames)
      case "Mutation": mutations.formUnion(type.fieldNames)
      default: if !shared.contains(name) { types.insert(name) }
      }
    case .operation, .fragment, .schema, .schemaExtension, .directive: break
    }
  }
}

extension TypeDefinition {
  fileprivate var fieldNames: [String] {
    if case .object(let node) = self { node.fields.map(\.name.value) } else { [] }
  }
}
