import GraphQLLanguage
import JSON
import RESTConnectors

/// Makes GraphQL types from JSON Schemas. A named schema becomes an output type, an input type, or both.
struct OpenAPITypes {
  enum Direction: Hashable { case output, input }

  private let document: OpenAPIDocument
  /// Definitions by name, in the order of their first use.
  private(set) var definitions: [(name: String, sdl: String)] = []
  /// The field names of object types, to find entities.
  private(set) var objects: [String: [String]] = [:]
  /// Descriptions of what could not be mapped.
  private(set) var notes: [String] = []
  private var names = GraphQLNames(reserved: [
    "Query", "Mutation", "Subscription", "Int", "Float", "String", "Boolean", "ID", "JSON", "Long",
  ])
  /// The types that were made from a `$ref`.
  private var known: [Reference: String] = [:]
  /// Bounds the work, since references can make a small description expand without limit.
  private var remaining = 100_000
  private var usesScalar: Set<String> = []
  private static let maximumDepth = 40
  private static let maximumTypes = 2000
  /// Bounds the types without a name of their own, since each use of one is another definition.
  private var remainingUnnamed = 300

  private struct Reference: Hashable {
    let target: String
    let direction: Direction
  }

  init(_ document: OpenAPIDocument) { self.document = document }

  /// The custom scalars that the definitions use.
  var scalars: [String] { usesScalar.sorted() }

  /// The GraphQL type of a schema, with `!` if it is never null. `hint` becomes the name of a type without one.
  mutating func type(of schema: JSONValue, _ direction: Direction, hint: String, depth: Int = 0) -> String {
    remaining -= 1
    guard depth < Self.maximumDepth, remaining > 0, definitions.count < Self.maximumTypes else {
      return note("\(hint): nested too deeply or too large, so it is any JSON.", scalar("JSON"))
    }
    if let target = schema["$ref"]?.string { return referred(to: target, schema, direction, hint, depth) }
    return inline(schema, direction, hint, depth)
  }

  private mutating func referred(
    to target: String, _ schema: JSONValue, _ direction: Direction, _ hint: String, _ depth: Int
  ) -> String {
    guard let resolved = document.resolved(schema) else {
      return note("\(hint): \(target) cannot be resolved, so it is any JSON.", scalar("JSON"))
    }
    // An enum has one definition for both directions.
    let isEnum = resolved["enum"] != nil && !isObject(resolved)
    let reference = Reference(target: target, direction: isEnum ? .output : direction)
    let isNullable = Self.isNullable(resolved)
    if let name = known[reference] { return isNullable ? name : name + "!" }
    let own = target.split(separator: "/").last.map { String($0).replacing("~1", with: "/") } ?? hint
    if isObject(resolved) {
      // The name is recorded before the fields are read, so that a type can refer to itself.
      let name = names.reserve(typeName(own, direction))
      known[reference] = name
      guard define(name, resolved, direction, depth + 1) else {
        known[reference] = scalar("JSON")
        return "JSON"
      }
      return isNullable ? name : name + "!"
    }
    let type = inline(resolved, direction, own, depth + 1)
    if isEnum { known[reference] = String(type.prefix { $0 != "!" }) }
    return type
  }

  private mutating func inline(_ schema: JSONValue, _ direction: Direction, _ hint: String, _ depth: Int) -> String {
    let end = Self.isNullable(schema) ? "" : "!"
    let variants = (schema["oneOf"] ?? schema["anyOf"])?.elements.filter { !Self.isNull($0) } ?? []
    if variants.count == 1, let only = variants.first, schema["properties"] == nil {
      let type = type(of: only, direction, hint: hint, depth: depth + 1)
      let dropsNull = (schema["oneOf"] ?? schema["anyOf"])?.elements.contains(where: Self.isNull) == true
      return dropsNull && type.hasSuffix("!") ? String(type.dropLast()) : type
    }
    if isObject(schema) {
      remainingUnnamed -= 1
      guard remainingUnnamed > 0 else {
        return note("\(hint): there are too many types without a name, so it is any JSON.", scalar("JSON"))
      }
      let title = schema["title"]?.string ?? hint
      let name = names.reserve(typeName(title, direction))
      return define(name, schema, direction, depth + 1) ? name + end : scalar("JSON") + end
    }
    if case .array(let values)? = schema["enum"], let name = defineEnum(values, hint, direction) { return name + end }
    switch Self.kind(of: schema) {
    case "string": return "String" + end
    case "integer": return (schema["format"]?.string == "int64" ? scalar("Long") : "Int") + end
    case "number": return "Float" + end
    case "boolean": return "Boolean" + end
    case "array":
      let item = schema["items"].map { type(of: $0, direction, hint: hint + "Item", depth: depth + 1) } ?? scalar("JSON")
      return "[\(item)]" + end
    default: return scalar("JSON")
    }
  }

  // MARK: objects

  /// Defines an object type. Returns false if it has no field that GraphQL can have.
  private mutating func define(_ name: String, _ schema: JSONValue, _ direction: Direction, _ depth: Int) -> Bool {
    var shape = OpenAPIShape()
    shape.collect(schema, document, &remaining)
    var fieldNames = GraphQLNames()
    var lines: [String] = []
    var fields: [String] = []
    for property in shape.properties {
      let value = document.resolved(property.schema) ?? property.schema
      if value[direction == .input ? "readOnly" : "writeOnly"]?.isTrue == true { continue }
      guard let (field, directive) = fieldName(property.name, &fieldNames, in: name) else { continue }
      var type = type(of: property.schema, direction, hint: name + GraphQLNames.pascalCase(property.name), depth: depth)
      // An output field `id` is an ID whatever its JSON type is. An input field keeps its type.
      if direction == .output, field == "id", type == "String!" || type == "Int!" || type == "Long!" { type = "ID!" }
      if !shape.required.contains(property.name), type.hasSuffix("!") { type.removeLast() }
      if let text = Self.description(property.schema) { lines.append("  \(text)") }
      let deprecated = value["deprecated"]?.isTrue == true && !(direction == .input && type.hasSuffix("!")) ? " @deprecated" : ""
      lines.append("  \(field): \(type)\(directive)\(deprecated)")
      fields.append(field)
    }
    guard !lines.isEmpty else { return false }
    let description = Self.description(schema).map { $0 + "\n" } ?? ""
    let keyword = direction == .input ? "input" : "type"
    definitions.append((name, "\(description)\(keyword) \(name) {\n\(lines.joined(separator: "\n"))\n}"))
    if direction == .output { objects[name] = fields }
    return true
  }

  private mutating func fieldName(_ property: String, _ names: inout GraphQLNames, in type: String) -> (String, String)? {
    if GraphQLNames.isValid(property) {
      let name = names.reserve(property)
      return (name, name == property ? "" : " @json(path: \(Printer.stringLiteral(property)))")
    }
    guard !property.isEmpty, !property.contains("."), let path = PathText.member(property) else {
      notes.append("\(type): the property \(Printer.stringLiteral(String(property.prefix(60)))) has no path, so it is left out.")
      return nil
    }
    return (names.reserve(GraphQLNames.camelCase(property)), " @json(path: \(Printer.stringLiteral(path)))")
  }

  private func typeName(_ text: String, _ direction: Direction) -> String {
    let name = GraphQLNames.pascalCase(text)
    return direction == .input && !name.hasSuffix("Input") ? name + "Input" : name
  }

  /// Whether a schema describes an object with known fields.
  private func isObject(_ schema: JSONValue) -> Bool {
    if !(schema["properties"]?.members.isEmpty ?? true) { return true }
    let parts = (schema["allOf"] ?? schema["oneOf"] ?? schema["anyOf"])?.elements.filter { !Self.isNull($0) } ?? []
    var budget = 200
    return !parts.isEmpty && parts.allSatisfy { isObjectLike($0, &budget) }
  }

  private func isObjectLike(_ schema: JSONValue, _ budget: inout Int) -> Bool {
    budget -= 1
    guard budget > 0, let schema = document.resolved(schema) else { return false }
    if !(schema["properties"]?.members.isEmpty ?? true) || Self.kind(of: schema) == "object" { return true }
    let parts = (schema["allOf"] ?? schema["oneOf"] ?? schema["anyOf"])?.elements ?? []
    for part in parts where !isObjectLike(part, &budget) { return false }
    // A part of allOf can have `required` only.
    return !parts.isEmpty || schema["required"] != nil || schema["description"] != nil && schema["type"] == nil
  }

  // MARK: leaves

  private mutating func defineEnum(_ values: [JSONValue], _ hint: String, _ direction: Direction) -> String? {
    let texts = values.compactMap(\.string)
    guard !texts.isEmpty, texts.count == values.filter({ !$0.isNull }).count, Set(texts).count == texts.count, texts.count <= 500 else {
      return nil
    }
    var valueNames = GraphQLNames()
    let lines = texts.map { text in
      let name = valueNames.reserve(GraphQLNames.upperCase(text))
      return "  \(name)" + (name == text ? "" : " @json(value: \(Printer.stringLiteral(text)))")
    }
    // @json cannot express an empty string.
    guard !texts.contains("") else { return nil }
    let name = names.reserve(GraphQLNames.pascalCase(hint))
    definitions.append((name, "enum \(name) {\n\(lines.joined(separator: "\n"))\n}"))
    return name
  }

  mutating func scalar(_ name: String) -> String {
    usesScalar.insert(name)
    return name
  }

  private mutating func note(_ text: String, _ type: String) -> String {
    if notes.count < 1000 { notes.append(text) }
    return type
  }

  private static func kind(of schema: JSONValue) -> String {
    if let type = schema["type"]?.string { return type }
    let types = schema["type"]?.elements.compactMap(\.string).filter { $0 != "null" } ?? []
    if types.count == 1, let only = types.first { return only }
    return schema["items"] == nil ? "" : "array"
  }

  private static func isNullable(_ schema: JSONValue) -> Bool {
    schema["nullable"]?.isTrue == true || schema["type"]?.elements.contains(.string("null")) == true
      || schema["enum"]?.elements.contains(.null) == true
  }

  private static func isNull(_ schema: JSONValue) -> Bool { schema["type"]?.string == "null" }

  /// The description as a string literal on one line.
  static func description(_ value: JSONValue) -> String? {
    guard let text = (value["description"] ?? value["summary"])?.string?.split(whereSeparator: \.isWhitespace).joined(separator: " "),
      !text.isEmpty
    else { return nil }
    return Printer.stringLiteral(text.count > 400 ? text.prefix(399) + "…" : text)
  }
}
