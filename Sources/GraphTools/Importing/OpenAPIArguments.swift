import GraphQLLanguage
import HTTPCore
import JSON

/// The arguments of one field, and where `@rest` sends them.
struct OpenAPIArguments {
  private let operation: OpenAPIOperation
  private let document: OpenAPIDocument
  private let forwarded: Set<String>
  private let hint: String
  private var names = GraphQLNames()
  private var arguments: [String] = []
  /// The placeholders of the path, by parameter.
  private(set) var path: [String: String] = [:]
  /// The query's parameters: `name={$args.name}`.
  private(set) var query: [String] = []
  private var headers: [(name: String, value: String)] = []
  private var body: [String] = []
  private(set) var notes: [String] = []

  init(_ operation: OpenAPIOperation, _ document: OpenAPIDocument, forwarded: [String], hint: String) {
    self.operation = operation
    self.document = document
    self.forwarded = Set(forwarded.map { $0.lowercased() })
    self.hint = hint
  }

  /// `(id: ID!, name: String)`; empty without arguments.
  var sdl: String {
    if arguments.isEmpty { return "" }
    return arguments.count > 3 ? "(\n    \(arguments.joined(separator: "\n    "))\n  )" : "(\(arguments.joined(separator: ", ")))"
  }

  /// The arguments of `@rest` beside service, method and answer.
  var directiveArguments: [String] {
    guard !headers.isEmpty else { return body }
    let list = headers.map { "{ name: \(Printer.stringLiteral($0.name)), value: \(Printer.stringLiteral($0.value)) }" }
    return body + ["headers: [\(list.joined(separator: ", "))]"]
  }

  /// OpenAPI ignores parameters of these names: media types and security schemes say what is sent.
  private static let ignoredHeaders: Set<String> = ["accept", "content-type", "authorization"]
  /// The HTTP client writes these itself.
  private static let connectionHeaders: Set<String> = ["host", "expect", "connection", "keep-alive", "content-length", "transfer-encoding"]

  // MARK: parameters

  mutating func add(_ parameter: OpenAPIOperation.Parameter, _ types: inout OpenAPITypes) throws(OpenAPIOperation.Unmapped) {
    let header = parameter.name.lowercased()
    if parameter.location == "header" {
      if Self.ignoredHeaders.contains(header) || forwarded.contains(header) { return }
      if Self.connectionHeaders.contains(header) || !HTTPCharacter.isToken(parameter.name) {
        throw .init(reason: "the HTTP client writes that header itself")
      }
    }
    guard let schema = OpenAPISchema(parameter.schema, document) else {
      throw .init(reason: "its schema \(parameter.schema["$ref"]?.string ?? "") cannot be resolved")
    }
    let (type, style) = try self.type(of: parameter, schema, &types)
    let name = names.reserve(GraphQLNames.isValid(parameter.name) ? parameter.name : GraphQLNames.camelCase(parameter.name))
    arguments.append(argument(name, type, parameter, schema, types))
    let placeholder = "{$args.\(name)\(style.isEmpty ? "" : "|" + style)}"
    switch parameter.location {
    case "path":
      let start = parameter.style == "label" ? "." : parameter.style == "matrix" ? ";\(PercentEncoding.encode(parameter.name))=" : ""
      path[parameter.name] = start + placeholder
    case "query": query.append("\(PercentEncoding.encode(parameter.name))=\(placeholder)")
    case "header": headers.append((parameter.name, placeholder))
    case "cookie": headers.append(("Cookie", "\(parameter.name)=\(placeholder)"))
    default: throw .init(reason: "it is in \"\(parameter.location)\"")
    }
  }

  /// The argument's type without `!`, and the style of its placeholder.
  private func type(
    of parameter: OpenAPIOperation.Parameter, _ schema: OpenAPISchema, _ types: inout OpenAPITypes
  ) throws(OpenAPIOperation.Unmapped) -> (type: String, style: String) {
    let hint = hint + GraphQLNames.pascalCase(parameter.name)
    let isQuery = parameter.location == "query"
    var type = types.type(of: parameter.schema, .input, hint: hint)
    if type.hasSuffix("!") { type.removeLast() }
    let isID =
      ["id", "ID", "uuid"].contains(parameter.name) || ["Id", "_id", "ID", "-id"].contains { parameter.name.hasSuffix($0) }
    if isID, ["String", "Int", "Long", "JSON"].contains(type), schema.kind != "object" { type = "ID" }
    let isRaw = parameter.whole["allowReserved"]?.isTrue == true && isQuery
    if parameter.isJSON {
      guard isQuery else { throw .init(reason: "JSON text is only sent in a query") }
      return (type, "json")
    }
    if type.hasPrefix("[") {
      let item = type.filter { $0 != "[" && $0 != "]" && $0 != "!" }
      guard !type.hasPrefix("[["), item != "JSON", types.isLeaf(item) else {
        if parameter.style == "deepObject", isQuery { return ("JSON", "deep") }
        throw .init(reason: "its list holds objects or lists")
      }
      guard isQuery else {
        if parameter.isExploded, parameter.location == "path", parameter.style != "simple" {
          throw .init(reason: "its style \(parameter.style) has no text for a list")
        }
        return (type, "")
      }
      switch parameter.style {
      case "spaceDelimited": return (type, parameter.isExploded ? "repeat" : "space")
      case "pipeDelimited": return (type, parameter.isExploded ? "repeat" : "pipe")
      case "deepObject": return (type, "brackets")
      default: return (type, parameter.isExploded ? "repeat" : "")
      }
    }
    if types.isLeaf(type) { return (type, isRaw ? "raw" : "") }
    // An object, or any JSON.
    if type == "JSON", schema.kind == nil { return ("String", isRaw ? "raw" : "") }
    guard isQuery else {
      guard parameter.location == "path", parameter.style == "simple", !parameter.isExploded else {
        throw .init(reason: "it is an object in \(parameter.location)")
      }
      return (type, "comma")
    }
    switch parameter.style {
    case "deepObject": return (type, "deep")
    default: return (type, parameter.isExploded ? "form" : "comma")
    }
  }

  private func argument(
    _ name: String, _ type: String, _ parameter: OpenAPIOperation.Parameter, _ schema: OpenAPISchema, _ types: OpenAPITypes
  ) -> String {
    let description = OpenAPITypes.description(parameter.whole).map { $0 + " " } ?? ""
    let preset = (parameter.schema["default"] ?? schema.value["default"]).flatMap { Self.literal($0, type, types) }
    return "\(description)\(name): \(type)\(parameter.isRequired ? "!" : "")\(preset.map { " = \($0)" } ?? "")"
  }

  /// The parameter's default value, if GraphQL can express it in the argument's type.
  private static func literal(_ value: JSONValue, _ type: String, _ types: OpenAPITypes) -> String? {
    if case .array(let elements) = value {
      guard type.hasPrefix("["), type.hasSuffix("]") else { return nil }
      let item = String(type.dropFirst().dropLast()).filter { $0 != "!" }
      let literals = elements.compactMap { literal($0, item, types) }
      return literals.count == elements.count ? "[\(literals.joined(separator: ", "))]" : nil
    }
    if let text = value.plainText, let name = types.enumValue(text, of: type) { return name }
    switch (value, type) {
    case (.number, "Int"): return value.int.flatMap { Int32(exactly: $0) }.map { String($0) }
    case (.number, "Long"): return value.int.map { String($0) }
    case (.number(let text), "Float"): return value.double == nil ? nil : text
    case (.bool(let truth), "Boolean"): return String(truth)
    case (.string(let text), "String"), (.string(let text), "ID"): return Printer.stringLiteral(text)
    case (.number(let text), "String"), (.number(let text), "ID"): return Printer.stringLiteral(text)
    default: return nil
    }
  }

  // MARK: body

  mutating func addBody(_ content: OpenAPIOperation.Content, isRequired: Bool, _ types: inout OpenAPITypes) throws(OpenAPIOperation
    .Unmapped)
  {
    let name = names.reserve("input")
    var parts = ["body: \"{$args.\(name)}\""]
    var type: String
    switch content {
    case .json(let schema, let media):
      type = types.type(of: schema, .input, hint: hint)
      if media != "application/json" { parts.append("contentType: \(Printer.stringLiteral(media))") }
    case .text(let media):
      type = "String"
      parts.append("bodyAs: TEXT")
      if OpenAPIOperation.mediaType(media) != "text/plain" { parts.append("contentType: \(Printer.stringLiteral(media))") }
    case .form(let schema, let encoding):
      type = types.type(of: schema, .input, hint: hint)
      let isDeep = encoding?.members.contains { $0.value["style"]?.string == "deepObject" } == true
      parts.append("bodyAs: \(isDeep ? "DEEP_FORM" : "FORM")")
    case .multipart(let schema):
      let files = Self.binaryProperties(of: schema, document)
      if !files.required.isEmpty { throw .init(reason: "its body needs the file \(files.required.sorted().joined(separator: ", "))") }
      if !files.all.isEmpty {
        notes.append(
          "\(operation.title): \(files.all.sorted().joined(separator: ", ")) is left out, because files are not sent.".singleLine)
      }
      type = types.type(of: Self.without(files.all, schema, document), .input, hint: hint)
      parts.append("bodyAs: MULTIPART")
    }
    if type.hasSuffix("!") { type.removeLast() }
    if case .json = content {
    } else if type.hasPrefix("[") || types.isLeaf(type) && type != "String" && type != "JSON" {
      throw .init(reason: "its form is not an object")
    }
    arguments.append("\(name): \(type)\(isRequired ? "!" : "")")
    body = parts
  }

  private static func binaryProperties(of schema: JSONValue, _ document: OpenAPIDocument) -> (all: Set<String>, required: Set<String>) {
    var shape = OpenAPIShape()
    var budget = 2000
    shape.collect(schema, document, &budget)
    func isFile(_ schema: JSONValue) -> Bool {
      guard let plain = OpenAPISchema(schema, document) else { return false }
      if let items = plain.value["items"], plain.kind == "array" { return isFile(items) }
      return plain.value["format"]?.string == "binary" || plain.value["contentMediaType"] != nil
    }
    let files = Set(shape.properties.filter { isFile($0.schema) }.map(\.name))
    return (files, files.intersection(shape.required))
  }

  private static func without(_ names: Set<String>, _ schema: JSONValue, _ document: OpenAPIDocument) -> JSONValue {
    guard !names.isEmpty, let plain = OpenAPISchema(schema, document), case .object(var object) = plain.value,
      case .object(var properties)? = object["properties"]
    else { return schema }
    for name in names { properties[name] = nil }
    object["properties"] = .object(properties)
    return .object(object)
  }
}

extension OpenAPITypes {
  /// Whether a type is a scalar or an enum.
  func isLeaf(_ name: String) -> Bool {
    if ["Int", "Float", "String", "Boolean", "ID", "Long"].contains(name) { return true }
    if case .enumeration? = definition(name)?.kind { return true }
    return false
  }
}
