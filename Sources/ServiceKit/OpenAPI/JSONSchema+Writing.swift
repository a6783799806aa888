import JSON

extension JSONSchema {
  /// Writes the schema, or a reference to it when it has a name and `isDefinition` is false.
  func write(to writer: inout JSONWriter, isDefinition: Bool = false) {
    if let name, !isDefinition {
      guard isNullable else { return JSONSchema.writeReference(name, to: &writer) }
      writer.object { writer in
        writer.name("anyOf")
        writer.beginArray()
        JSONSchema.writeReference(name, to: &writer)
        writer.object { $0.member("type", "null") }
        writer.endArray()
      }
      return
    }
    writer.object { writer in
      writeType(isNullable: isNullable && !isDefinition, to: &writer)
      for keyword in keywords {
        writer.name(keyword.name)
        writer.raw(keyword.json)
      }
      if !sample.isEmpty, isDefinition || name == nil {
        writer.name("examples")
        writer.beginArray()
        writer.raw(sample)
        writer.endArray()
      }
    }
  }

  private static func writeReference(_ name: String, to writer: inout JSONWriter) {
    writer.object { $0.member("$ref", "#/components/schemas/\(name)") }
  }

  private func writeType(isNullable: Bool, to writer: inout JSONWriter) {
    let type =
      switch shape {
      case .plain(let type): type
      case .array: "array"
      case .object: "object"
      }
    if isNullable { writer.member("type", [type, "null"]) } else { writer.member("type", type) }
    switch shape {
    case .plain:
      break
    case .array(let element):
      writer.name("items")
      element.write(to: &writer)
    case .object(let members, let isOpen):
      writer.member("properties") { writer in
        for member in members {
          writer.name(member.name)
          member.schema.write(to: &writer)
        }
      }
      let required = members.filter(\.isRequired).map(\.name)
      if !required.isEmpty { writer.member("required", required) }
      if !isOpen { writer.member("additionalProperties", false) }
    }
  }

  /// Writes a value that has this shape.
  func writeExample(to writer: inout JSONWriter) {
    switch shape {
    case .plain:
      writer.raw(sample)
    case .array(let element):
      writer.beginArray()
      element.writeExample(to: &writer)
      writer.endArray()
    case .object(let members, _):
      writer.object { writer in
        for member in members {
          writer.name(member.name)
          member.schema.writeExample(to: &writer)
        }
      }
    }
  }

  /// Calls `body` for each named schema within, inner ones first.
  func forEachNamed(_ body: (String, JSONSchema) -> Void) {
    switch shape {
    case .plain: break
    case .array(let element): element.forEachNamed(body)
    case .object(let members, _): for member in members { member.schema.forEachNamed(body) }
    }
    if let name { body(name, self) }
  }
}
