import GraphQLLanguage
import JSON

/// Generates a schema file from an OpenAPI description.
package struct OpenAPIImport {
  package struct Options {
    var service: String?
    var url: String?
    var forward: [String]

    package init(service: String? = nil, url: String? = nil, forward: [String] = ["authorization"]) {
      self.service = service
      self.url = url
      self.forward = forward
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
  private static let maximumOperations = 5000

  package init(_ file: SourceFile, options: Options = Options()) throws(OpenAPIError) {
    document = try OpenAPIDocument(file)
    self.file = file.name
    self.options = options
  }

  /// - Throws: if no operation can be mapped, or the result does not compose.
  package func run() throws(OpenAPIError) -> Imported {
    let title = document.root["info"]?["title"]?.string ?? "service"
    let service = options.service ?? GraphQLNames.camelCase(title)
    var fields = OpenAPIFields(document, service: service)
    let operations = OpenAPIOperation.all(in: document)
    for operation in operations.prefix(Self.maximumOperations) { fields.add(operation) }
    guard !fields.fields.isEmpty else {
      let reasons = fields.notes.prefix(20).map { "\n" + $0 }.joined()
      throw OpenAPIError(description: "\(file): there is no operation that can be mapped.\(reasons)")
    }
    var notes = fields.notes + fields.types.notes.map(\.singleLine)
    if operations.count > Self.maximumOperations { notes.append("Only the first \(Self.maximumOperations) operations are mapped.") }
    if !fields.fields.contains(where: \.isQuery) { notes.append("There is no query. Another schema file must have one.") }
    let url = serviceURL(service, &notes)
    let sdl = text(title: title, service: service, url: url, fields: fields, notes: notes)
    try check(sdl, service: service)
    return Imported(sdl: sdl, notes: notes)
  }

  // MARK: parts

  private func text(title: String, service: String, url: String, fields: OpenAPIFields, notes: [String]) -> String {
    var blocks = ["# \(title.singleLine), from its OpenAPI description by gateway import openapi. Edit it as you like."]
    if !notes.isEmpty { blocks[0] += "\n#\n# Not mapped:\n" + notes.map { "# - \($0)" }.joined(separator: "\n") }
    let hasKeys = !fields.getters.isEmpty
    let link = hasKeys ? "\n  @link(url: \"https://specs.apollo.dev/federation/v2.3\", import: [\"@key\"])" : ""
    let forward = options.forward.map { Printer.stringLiteral($0) }.joined(separator: ", ")
    blocks.append(
      "extend schema\(link)\n  @service(name: \(Printer.stringLiteral(service)), url: \(Printer.stringLiteral(url)), forward: [\(forward)])"
    )
    for scalar in fields.types.scalars { blocks.append("\(Self.scalarDescription(scalar))\nscalar \(scalar)") }
    for (root, isQuery) in [("Query", true), ("Mutation", false)] {
      let own = fields.fields.filter { $0.isQuery == isQuery }.map(\.sdl)
      if !own.isEmpty { blocks.append("type \(root) {\n\(own.joined(separator: "\n\n"))\n}") }
    }
    for (name, sdl) in fields.types.definitions { blocks.append(entity(name, sdl, service, fields) ?? sdl) }
    return blocks.joined(separator: "\n\n")
  }

  private static func scalarDescription(_ name: String) -> String {
    name == "Long" ? "\"A whole number of up to 64 bits.\"" : "\"Any JSON value.\""
  }

  /// The definition of a type with `@key` and the `@rest` that fetches it. Nil if no operation does.
  private func entity(_ name: String, _ sdl: String, _ service: String, _ fields: OpenAPIFields) -> String? {
    guard let getter = fields.getters.first(where: { $0.type == name }), let head = sdl.firstRange(of: "type \(name) {") else { return nil }
    var rest = "GET: \(Printer.stringLiteral(getter.template))"
    if let list = fields.idLists[getter.collection], list.type == name, getter.key == "id" {
      rest = "GET: \(Printer.stringLiteral("\(getter.collection)?\(list.parameter)={$keys.id}")), batch: { by: \"id\" }"
    }
    let directives = "\n  @key(fields: \"\(getter.key)\")\n  @rest(service: \(Printer.stringLiteral(service)), \(rest))"
    return sdl[..<head.lowerBound] + "type \(name)\(directives) {" + sdl[head.upperBound...]
  }

  private func serviceURL(_ service: String, _ notes: inout [String]) -> String {
    if let url = options.url { return url }
    let server = document.root["servers"]?.elements.first
    var text = server?["url"]?.string ?? ""
    for variable in server?["variables"]?.members ?? [] {
      text = text.replacing("{\(variable.name)}", with: variable.value["default"]?.string ?? "")
    }
    while text.hasSuffix("/") { text.removeLast() }
    if (text.hasPrefix("http://") || text.hasPrefix("https://")), !text.contains("{"), !text.contains("?"), !text.contains("#") {
      return text
    }
    let variable = GraphQLNames.upperCase(service) + "_URL"
    let path = text.hasPrefix("/") && !text.contains("{") ? text : ""
    notes.append("The description has no server: set the variable \(variable), or write the URL into @service.")
    return "{$env.\(variable)}\(path)"
  }

  /// Composes the result, so that only a valid file is printed.
  private func check(_ sdl: String, service: String) throws(OpenAPIError) {
    var environment: [String: String] = [:]
    var rest = sdl[...]
    while let start = rest.firstRange(of: "{$env."), let end = rest[start.upperBound...].firstIndex(of: "}") {
      environment[String(rest[start.upperBound..<end])] = "http://127.0.0.1"
      rest = rest[end...]
    }
    var files = [SourceFile(name: "\(service).graphql", text: sdl)]
    // A file with only mutations needs a query to compose.
    if sdl.firstRange(of: "\ntype Query {") == nil {
      let query =
        "extend schema @service(name: \"-\", url: \"http://127.0.0.1\")\ntype Query { unused: Int @rest(service: \"-\", GET: \"/\") }"
      files.append(.init(name: "query.graphql", text: query))
    }
    do throws(CompositionFailure) {
      _ = try ComposedGraph(files: files, environment: environment, transport: NoTransport())
    } catch {
      throw OpenAPIError(description: "\(file): the result does not compose.\n\(error)")
    }
  }
}
