import JSON

/// The schema of a JSON value (JSON Schema draft 2020-12, as OpenAPI 3.1 uses it), with an example.
public struct JSONSchema: Sendable {
  public struct Member: Sendable {
    public let name: String
    public let schema: JSONSchema
    public let isRequired: Bool

    public static func required(_ name: String, _ schema: JSONSchema) -> Member { Member(name: name, schema: schema, isRequired: true) }

    /// A member that may be missing or `null`.
    public static func optional(_ name: String, _ schema: JSONSchema) -> Member {
      Member(name: name, schema: schema.orNull, isRequired: false)
    }
  }

  indirect enum Shape: Sendable {
    case plain(type: String)
    case array(of: JSONSchema)
    case object([Member], isOpen: Bool)
  }

  /// A keyword with its value as JSON text.
  struct Keyword: Sendable {
    let name: String
    let json: [UInt8]

    init(_ name: String, _ value: String) {
      self.name = name
      var writer = JSONWriter()
      writer.string(value)
      json = writer.bytes
    }

    init(_ name: String, _ value: Int) {
      self.name = name
      json = Array(String(value).utf8)
    }

    init(_ name: String, json: String) {
      self.name = name
      self.json = Array(json.utf8)
    }
  }

  let shape: Shape
  var keywords: [Keyword] = []
  var isNullable = false
  /// The name in `components/schemas`; nil for a schema that is written in place.
  var name: String?
  /// The example of a plain value, as JSON text.
  var sample: [UInt8] = []

  /// The type and its limits in one line: `integer, minimum 1, maximum 100`. Patterns are left out.
  var summary: String {
    switch shape {
    case .plain(let type):
      ([type] + keywords.filter { $0.name != "pattern" }.map { "\($0.name) \(String(decoding: $0.json, as: UTF8.self))" })
        .joined(separator: ", ")
    case .array(let element): "comma-separated list of \(element.summary)"
    case .object: "object"
    }
  }

  /// The same schema, or `null`.
  public var orNull: JSONSchema {
    var schema = self
    schema.isNullable = true
    return schema
  }

  /// The same schema, written once under this name and referred to elsewhere.
  public func named(_ name: String) -> JSONSchema {
    var schema = self
    schema.name = name
    return schema
  }

  /// The same schema with a description.
  public func described(_ description: String) -> JSONSchema {
    var schema = self
    schema.keywords.append(Keyword("description", description))
    return schema
  }

  /// The same string schema with another example.
  public func example(_ text: String) -> JSONSchema {
    var schema = self
    schema.sample = Keyword("", text).json
    return schema
  }
}

extension JSONSchema {
  /// Writes the schema, or a reference to it if it has a name and `isDefinition` is false.
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

  /// Writes an example value.
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

  /// Calls `body` for each named schema, inner schemas first.
  func forEachNamed(_ body: (String, JSONSchema) -> Void) {
    switch shape {
    case .plain: break
    case .array(let element): element.forEachNamed(body)
    case .object(let members, _): for member in members { member.schema.forEachNamed(body) }
    }
    if let name { body(name, self) }
  }
}
