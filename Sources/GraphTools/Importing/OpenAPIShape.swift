import JSON

/// The properties of an object schema: its own, those of `allOf`, and those of `oneOf` and `anyOf`, which are optional.
struct OpenAPIShape {
  struct Property {
    let name: String
    var schema: JSONValue
  }

  private(set) var properties: [Property] = []
  private(set) var required: Set<String> = []
  private var positions: [String: Int] = [:]
  private static let maximumProperties = 5000

  mutating func collect(_ schema: JSONValue, _ document: OpenAPIDocument, _ remaining: inout Int, isOptional: Bool = false, depth: Int = 0)
  {
    remaining -= 1
    guard depth < 20, remaining > 0, let schema = document.resolved(schema) else { return }
    for part in schema["allOf"]?.elements ?? [] { collect(part, document, &remaining, isOptional: isOptional, depth: depth + 1) }
    for part in (schema["oneOf"] ?? schema["anyOf"])?.elements ?? [] {
      collect(part, document, &remaining, isOptional: true, depth: depth + 1)
    }
    for member in schema["properties"]?.members ?? [] where properties.count < Self.maximumProperties {
      add(member.name, member.value, isAlternative: isOptional, document)
    }
    if !isOptional { required.formUnion(schema["required"]?.elements?.compactMap(\.string) ?? []) }
  }

  private mutating func add(_ name: String, _ schema: JSONValue, isAlternative: Bool, _ document: OpenAPIDocument) {
    guard let position = positions[name] else {
      positions[name] = properties.count
      properties.append(Property(name: name, schema: schema))
      return
    }
    let known = properties[position].schema
    if known == schema || Self.saysNothing(schema) { return }
    if isAlternative, !Self.saysNothing(known) {
      // One of several: the value is that of either.
      let alternatives = known["x-alternatives"]?.elements ?? [known]
      if alternatives.contains(schema) { return }
      properties[position].schema = ["anyOf": .array(alternatives + [schema]), "x-alternatives": .array(alternatives + [schema])]
    } else {
      properties[position].schema = Self.refined(known, by: schema, document)
    }
  }

  /// Whether a schema does not tell the type of its values.
  private static func saysNothing(_ schema: JSONValue) -> Bool {
    !["$ref", "type", "properties", "items", "enum", "const", "allOf", "oneOf", "anyOf", "additionalProperties"].contains {
      schema[$0] != nil
    }
  }

  /// What a part of `allOf` says of a property that an earlier part has too.
  private static func refined(_ known: JSONValue, by schema: JSONValue, _ document: OpenAPIDocument) -> JSONValue {
    let (old, new) = (OpenAPISchema(known, document), OpenAPISchema(schema, document))
    guard let old, let new, old.hasProperties || old.value["allOf"] != nil, new.hasProperties else { return schema }
    return ["allOf": [known, schema]]
  }
}
