import JSON

/// The properties of an object schema: its own, those of `allOf`, and those of `oneOf` and `anyOf`, which are optional.
struct OpenAPIShape {
  struct Property {
    let name: String
    let schema: JSONValue
  }

  private(set) var properties: [Property] = []
  private(set) var required: Set<String> = []
  private var names: Set<String> = []
  private static let maximumProperties = 2000

  mutating func collect(_ schema: JSONValue, _ document: OpenAPIDocument, _ remaining: inout Int, isOptional: Bool = false, depth: Int = 0)
  {
    remaining -= 1
    guard depth < 20, remaining > 0, let schema = document.resolved(schema) else { return }
    for part in schema["allOf"]?.elements ?? [] { collect(part, document, &remaining, isOptional: isOptional, depth: depth + 1) }
    for part in (schema["oneOf"] ?? schema["anyOf"])?.elements ?? [] {
      collect(part, document, &remaining, isOptional: true, depth: depth + 1)
    }
    for member in schema["properties"]?.members ?? [] where properties.count < Self.maximumProperties {
      if names.insert(member.name).inserted { properties.append(Property(name: member.name, schema: member.value)) }
    }
    if !isOptional { required.formUnion(schema["required"]?.elements.compactMap(\.string) ?? []) }
  }
}
