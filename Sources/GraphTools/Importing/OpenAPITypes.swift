import GraphQLLanguage
import JSON
import RESTConnectors

/// Makes GraphQL types from JSON Schemas. A named schema becomes an output type, an input type, or both.
struct OpenAPITypes {
  enum Direction: Hashable { case output, input }

  let document: OpenAPIDocument
  /// Definitions in the order of their first use.
  private(set) var definitions: [OpenAPIDefinition] = []
  /// The positions of definitions by name.
  private(set) var positions: [String: Int] = [:]
  /// Descriptions of what could not be mapped.
  private(set) var notes: [String] = []
  private var names: GraphQLNames
  private let prefix: String
  /// The types that were made from a `$ref`, or from a schema that combines others.
  private var known: [Source: String] = [:]
  /// The enums by their values and wanted name.
  private var enums: [[String]: String] = [:]
  /// Bounds the work, since references can make a small description expand without limit.
  private var remaining = 3_000_000
  private var usesScalar: Set<String> = []
  private static let maximumDepth = 40
  private static let maximumTypes = 50_000

  private struct Source: Hashable {
    let text: String
    let direction: Direction
  }

  /// - Parameters:
  ///   - prefix: precedes the name of each type.
  ///   - foreign: the types of other schema files, and the prefix for a type of such a name.
  init(_ document: OpenAPIDocument, prefix: String = "", foreign: (names: Set<String>, prefix: String) = ([], "")) {
    self.document = document
    self.prefix = prefix
    names = GraphQLNames(
      reserved: ["Query", "Mutation", "Subscription", "Int", "Float", "String", "Boolean", "ID", "JSON", "Long"], foreign: foreign.names,
      prefix: foreign.prefix)
  }

  /// The custom scalars that the definitions use.
  var scalars: [String] { usesScalar.sorted() }

  func definition(_ name: String) -> OpenAPIDefinition? { positions[name].map { definitions[$0] } }

  /// Changes the definition of an object type.
  mutating func update(_ name: String, _ change: (inout OpenAPIDefinition) -> Void) {
    if let position = positions[name] { change(&definitions[position]) }
  }

  /// The GraphQL type of a schema, with `!` if it is never null. `hint` becomes the name of a type without one.
  mutating func type(of schema: JSONValue, _ direction: Direction, hint: String, depth: Int = 0) -> String {
    remaining -= 1
    guard depth < Self.maximumDepth, remaining > 0, definitions.count < Self.maximumTypes else {
      return note("\(hint): nested too deeply or too large, so it is any JSON.", scalar("JSON"))
    }
    guard let plain = OpenAPISchema(schema, document) else {
      return note("\(hint): \(schema["$ref"]?.string ?? "a reference in it") cannot be resolved, so it is any JSON.", scalar("JSON"))
    }
    let own = plain.reference.map { GraphQLNames.lastWord(of: $0) } ?? hint
    let isNamed = plain.reference != nil
    let type = named(plain, direction, own, isNamed: isNamed, depth)
    return plain.isNullable || type == "JSON" ? type : type + "!"
  }

  /// The type's name, or a list, without `!`.
  private mutating func named(_ schema: OpenAPISchema, _ direction: Direction, _ hint: String, isNamed: Bool, _ depth: Int) -> String {
    if schema.alternatives.count > 1, !schema.hasProperties { return alternatives(schema, direction, hint, isNamed: isNamed, depth) }
    if isObject(schema.value) {
      return defined(schema, direction, isNamed ? hint : schema.value["title"]?.string ?? hint, isNamed: isNamed, depth)
    }
    if let strings = schema.strings { return enumeration(strings, schema.value, hint) }
    let kinds = schema.kinds
    guard kinds.count <= 1 else {
      return Self.merged(kinds.map { Self.scalarName(of: $0, isLong: schema.isLong) }).map { scalar($0) } ?? scalar("JSON")
    }
    switch kinds.first {
    case "array":
      let item =
        schema.value["items"].map { type(of: $0, direction, hint: GraphQLNames.singular(hint), depth: depth + 1) } ?? scalar("JSON")
      return "[\(item)]"
    case let kind?: return scalar(Self.scalarName(of: kind, isLong: schema.isLong) ?? "JSON")
    case nil: return scalar("JSON")
    }
  }

  private static func scalarName(of kind: String, isLong: Bool) -> String? {
    switch kind {
    case "string": "String"
    case "integer": isLong ? "Long" : "Int"
    case "number": "Float"
    case "boolean": "Boolean"
    default: nil
    }
  }

  /// The scalar that can hold the values of all: String beside numbers, since an identifier may be either. Nil when there is none.
  private static func merged(_ scalars: [String?]) -> String? {
    let all = Set(scalars.compactMap { $0 })
    guard !scalars.contains(nil), let first = all.first else { return nil }
    if all.count == 1 { return first }
    if all == ["Int", "Long"] { return "Long" }
    if all.isSubset(of: ["Int", "Long", "Float"]) { return "Float" }
    return all.contains("Boolean") ? nil : "String"
  }

  // MARK: alternatives

  private mutating func alternatives(
    _ schema: OpenAPISchema, _ direction: Direction, _ hint: String, isNamed: Bool, _ depth: Int
  ) -> String {
    let source = Source(text: schema.reference ?? schema.value.text, direction: direction)
    if let name = known[source] { return name }
    let plain = schema.alternatives.compactMap { OpenAPISchema($0, document) }
    guard plain.count == schema.alternatives.count else {
      return note("\(hint): an alternative of it cannot be resolved, so it is any JSON.", scalar("JSON"))
    }
    let title = isNamed ? hint : schema.value["title"]?.string ?? hint
    if plain.allSatisfy({ !isObject($0.value) && $0.alternatives.isEmpty }) {
      let strings = plain.compactMap(\.strings)
      if strings.count == plain.count {
        var all: [String] = []
        for text in strings.joined() where !all.contains(text) { all.append(text) }
        return enumeration(all, schema.value, title)
      }
      // A value or a list of such values: clients may send a list of one.
      let lists = plain.filter { $0.kind == "array" }
      if direction == .input, plain.count == 2, let list = lists.first, lists.count == 1 {
        return named(list, direction, hint, isNamed: false, depth + 1)
      }
      let scalars = plain.map { schema in schema.kind.flatMap { Self.scalarName(of: $0, isLong: schema.isLong) } }
      return scalar(Self.merged(scalars) ?? "JSON")
    }
    let objects = plain.filter { isObject($0.value) }
    // A reference that the service may send as the object: the object's type takes its key, too.
    if direction == .output, objects.count == 1, let object = objects.first, object.reference != nil,
      plain.allSatisfy({ isObject($0.value) || $0.kind == "string" || $0.kind == "integer" })
    {
      return named(object, direction, object.reference.map { GraphQLNames.lastWord(of: $0) } ?? hint, isNamed: true, depth + 1)
    }
    guard objects.count == plain.count else { return scalar("JSON") }
    switch direction {
    case .input: return oneOf(schema, plain, source, title, depth)
    case .output:
      if let (path, values) = discriminator(schema, plain) { return union(plain, source, title, path, values, depth) }
      return defined(schema, direction, title, isNamed: isNamed, depth)
    }
  }

  /// Where objects name their type, and the string of each alternative. Nil when nothing tells them apart.
  private func discriminator(_ schema: OpenAPISchema, _ plain: [OpenAPISchema]) -> (path: String, values: [String])? {
    let shapes = plain.map { schema in
      var shape = OpenAPIShape()
      var budget = 2000
      shape.collect(schema.value, document, &budget)
      return shape
    }
    func constant(_ property: String, in shape: OpenAPIShape) -> String? {
      let own = shape.properties.first { $0.name == property }.flatMap { OpenAPISchema($0.schema, document) }
      return own?.strings.flatMap { $0.count == 1 ? $0[0] : nil }
    }
    let named = schema.value["discriminator"]?["propertyName"]?.string
    // Without a discriminator, a constant that differs in each.
    let candidates = named.map { [$0] } ?? (shapes.first?.properties.map(\.name) ?? [])
    for property in candidates {
      guard let path = PathText.member(property) else { continue }
      let mapping = schema.value["discriminator"]?["mapping"]?.members ?? []
      let values = zip(plain, shapes).map { schema, shape -> String? in
        if let constant = constant(property, in: shape) { return constant }
        guard named != nil, let reference = schema.reference else { return nil }
        let last = GraphQLNames.lastWord(of: reference)
        return mapping.first { $0.value.string == reference || $0.value.string == last }?.name ?? last
      }
      let known = values.compactMap { $0 }
      if known.count == values.count, Set(known).count == known.count { return (path, known) }
    }
    return nil
  }

  private mutating func union(
    _ plain: [OpenAPISchema], _ source: Source, _ title: String, _ path: String, _ values: [String], _ depth: Int
  ) -> String {
    let name = names.reserve(typeName(title, .output))
    known[source] = name
    var members: [String] = []
    for (schema, value) in zip(plain, values) {
      let hint = schema.reference.map { GraphQLNames.lastWord(of: $0) } ?? title + GraphQLNames.pascalCase(value)
      let member = named(schema, .output, hint, isNamed: schema.reference != nil, depth + 1)
      let other = definition(member)?.discriminatorValue ?? member
      // A type has one string. Another union may know it by another one.
      guard positions[member] != nil, !members.contains(member), other == member || other == value else {
        known[source] = scalar("JSON")
        return note("\(title): its alternatives cannot be told apart, so it is any JSON.", scalar("JSON"))
      }
      if value != member { update(member) { $0.discriminatorValue = value } }
      members.append(member)
    }
    add(OpenAPIDefinition(name: name, description: nil, kind: .union(members, discriminator: path)))
    return name
  }

  /// An input of alternatives is `@oneOf`: each field holds one, and is the whole value.
  private mutating func oneOf(
    _ schema: OpenAPISchema, _ plain: [OpenAPISchema], _ source: Source, _ title: String, _ depth: Int
  ) -> String {
    let name = names.reserve(typeName(title, .input))
    known[source] = name
    var fieldNames = GraphQLNames()
    var fields: [OpenAPIDefinition.Field] = []
    for (index, schema) in plain.enumerated() {
      let hint = schema.reference.map { GraphQLNames.lastWord(of: $0) } ?? schema.value["title"]?.string ?? title + "Option\(index + 1)"
      let type = named(schema, .input, hint, isNamed: schema.reference != nil, depth + 1)
      fields.append(
        .init(
          name: fieldNames.reserve(GraphQLNames.camelCase(hint)), type: type, description: Self.description(schema.value), path: "",
          isDeprecated: false, property: nil))
    }
    add(OpenAPIDefinition(name: name, description: Self.description(schema.value), kind: .input(isOneOf: true), fields: fields))
    return name
  }

  // MARK: objects

  /// The name of an object type. `JSON` if it has no field that GraphQL can have.
  private mutating func defined(_ schema: OpenAPISchema, _ direction: Direction, _ title: String, isNamed: Bool, _ depth: Int) -> String {
    // A schema without a name that combines others may come again within itself.
    let isCombined = ["allOf", "oneOf", "anyOf"].contains { schema.value[$0] != nil }
    let source = Source(text: schema.reference ?? (isCombined ? schema.value.text : ""), direction: direction)
    if !source.text.isEmpty, let name = known[source] { return name }
    // The name is recorded before the fields are read, so that a type can refer to itself.
    let name = names.reserve(typeName(title, direction))
    if !source.text.isEmpty { known[source] = name }
    let fields = fields(of: schema.value, name, direction, depth + 1)
    guard !fields.isEmpty else {
      if !source.text.isEmpty { known[source] = scalar("JSON") }
      return scalar("JSON")
    }
    let kind: OpenAPIDefinition.Kind = direction == .input ? .input(isOneOf: false) : .object
    add(OpenAPIDefinition(name: name, description: Self.description(schema.value), kind: kind, fields: fields))
    return name
  }

  private mutating func add(_ definition: OpenAPIDefinition) {
    positions[definition.name] = definitions.count
    definitions.append(definition)
  }

  private mutating func fields(of schema: JSONValue, _ name: String, _ direction: Direction, _ depth: Int) -> [OpenAPIDefinition.Field] {
    var shape = OpenAPIShape()
    shape.collect(schema, document, &remaining)
    if let children = children(of: schema) { for child in children { shape.collect(child, document, &remaining, isOptional: true) } }
    // A name that needs no change is kept, whatever other names become.
    var fieldNames = GraphQLNames()
    var own: [String: String] = [:]
    for property in shape.properties where GraphQLNames.isValid(property.name) { own[property.name] = fieldNames.reserve(property.name) }
    var fields: [OpenAPIDefinition.Field] = []
    for property in shape.properties {
      let value = document.resolved(property.schema) ?? property.schema
      if property.schema[direction == .input ? "readOnly" : "writeOnly"]?.isTrue == true
        || value[direction == .input ? "readOnly" : "writeOnly"]?.isTrue == true
      {
        continue
      }
      guard let path = own[property.name] ?? PathText.member(property.name) else {
        note("\(name): the property \(Printer.stringLiteral(String(property.name.prefix(60)))) has no path, so it is left out.")
        continue
      }
      let field = own[property.name] ?? fieldNames.reserve(GraphQLNames.camelCase(property.name))
      var type = type(of: property.schema, direction, hint: name + GraphQLNames.pascalCase(property.name), depth: depth)
      // An output field `id` is an ID whatever its JSON type is. An input field keeps its type.
      let isNumber = ["Int", "Long", "Float"].contains(type.filter { $0 != "!" })
      if direction == .output, field == "id", ["String!", "Int!", "Long!", "String", "Int", "Long"].contains(type) {
        type = type.hasSuffix("!") ? "ID!" : "ID"
      }
      if !shape.required.contains(property.name), type.hasSuffix("!") { type.removeLast() }
      let isDeprecated = value["deprecated"]?.isTrue == true && !(direction == .input && type.hasSuffix("!"))
      fields.append(
        .init(
          name: field, type: type, description: Self.description(property.schema), path: path == field ? nil : path,
          isDeprecated: isDeprecated, property: property.name, isNumber: isNumber))
    }
    return fields
  }

  /// The schemas that extend one with a discriminator by `allOf`. An object of the schema may be one of them.
  private func children(of schema: JSONValue) -> [JSONValue]? {
    guard schema["discriminator"] != nil, schema["oneOf"] == nil, schema["anyOf"] == nil else { return nil }
    let schemas = document.root["components"]?["schemas"]?.members ?? []
    return schemas.lazy.filter { child in
      child.value["allOf"]?.elements?.contains { part in part["$ref"] != nil && document.resolved(part) == schema } == true
    }.map(\.value)
  }

  private func typeName(_ text: String, _ direction: Direction) -> String {
    let name = prefix + GraphQLNames.pascalCase(text)
    return direction == .input && !name.hasSuffix("Input") ? name + "Input" : name
  }

  /// Whether a schema describes an object with known fields.
  private func isObject(_ schema: JSONValue) -> Bool {
    if !(schema["properties"]?.members.isEmpty ?? true) { return true }
    let parts = (schema["allOf"] ?? schema["oneOf"] ?? schema["anyOf"])?.elements?.filter { !OpenAPISchema.isNull($0) } ?? []
    var budget = 200
    return !parts.isEmpty && parts.allSatisfy { isObjectLike($0, &budget) }
  }

  private func isObjectLike(_ schema: JSONValue, _ budget: inout Int) -> Bool {
    budget -= 1
    guard budget > 0, let schema = document.resolved(schema) else { return false }
    if !(schema["properties"]?.members.isEmpty ?? true) || schema["type"]?.string == "object" { return true }
    let parts = (schema["allOf"] ?? schema["oneOf"] ?? schema["anyOf"])?.elements ?? []
    for part in parts where !isObjectLike(part, &budget) { return false }
    // A part of allOf can have `required` only.
    return !parts.isEmpty || schema["required"] != nil || schema["description"] != nil && schema["type"] == nil && schema["enum"] == nil
  }

  // MARK: leaves

  private mutating func enumeration(_ texts: [String], _ schema: JSONValue, _ hint: String) -> String {
    var unique: [String] = []
    for text in texts where !unique.contains(text) { unique.append(text) }
    guard unique.count <= 2000 else { return "String" }
    let wanted = typeName(hint, .output)
    if let name = enums[[wanted] + unique] { return name }
    var valueNames = GraphQLNames()
    let values = unique.map { OpenAPIDefinition.EnumValue(name: valueNames.reserve(GraphQLNames.enumValue($0, among: unique)), text: $0) }
    let name = names.reserve(wanted)
    enums[[wanted] + unique] = name
    add(OpenAPIDefinition(name: name, description: Self.description(schema), kind: .enumeration(values)))
    return name
  }

  /// The name of an enum value for its text; nil when the type is not an enum with it.
  func enumValue(_ text: String, of type: String) -> String? {
    guard case .enumeration(let values)? = definition(type)?.kind else { return nil }
    return values.first { $0.text == text }?.name
  }

  mutating func scalar(_ name: String) -> String {
    if name == "JSON" || name == "Long" { usesScalar.insert(name) }
    return name
  }

  @discardableResult
  private mutating func note(_ text: String, _ type: String = "") -> String {
    if notes.count < 1000, !notes.contains(text) { notes.append(text) }
    return type
  }

  /// The description as a string literal on one line.
  static func description(_ value: JSONValue) -> String? {
    guard let text = (value["description"] ?? value["summary"])?.string?.split(whereSeparator: \.isWhitespace).joined(separator: " "),
      !text.isEmpty
    else { return nil }
    return Printer.stringLiteral(text.count > 400 ? text.prefix(399) + "…" : text)
  }
}
