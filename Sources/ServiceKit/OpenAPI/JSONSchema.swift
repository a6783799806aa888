import JSON

/// The shape of a JSON value, as OpenAPI 3.1 describes it (JSON Schema, draft 2020-12), with an example of it.
public struct JSONSchema: Sendable {
  /// One member of an object.
  public struct Member: Sendable {
    /// The member's name.
    public let name: String
    /// The shape of its value.
    public let schema: JSONSchema
    /// Whether the object must have it.
    public let isRequired: Bool

    /// A member that is always there.
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

  /// A keyword and its value, which is JSON text.
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
  /// The name under which the document holds it once.
  var name: String?
  /// The example of a plain value, as JSON text.
  var sample: [UInt8] = []

  /// The type and what limits it, for people: `integer, minimum 1, maximum 100`. Patterns are left to the document.
  var words: String {
    switch shape {
    case .plain(let type):
      ([type] + keywords.filter { $0.name != "pattern" }.map { "\($0.name) \(String(decoding: $0.json, as: UTF8.self))" })
        .joined(separator: ", ")
    case .array(let element): "several with commas, each \(element.words)"
    case .object: "object"
    }
  }

  /// The same shape, or `null`.
  public var orNull: JSONSchema {
    var schema = self
    schema.isNullable = true
    return schema
  }

  /// The same shape, held once in the document under this name.
  public func named(_ name: String) -> JSONSchema {
    var schema = self
    schema.name = name
    return schema
  }

  /// The same shape with words about it.
  public func described(_ words: String) -> JSONSchema {
    var schema = self
    schema.keywords.append(Keyword("description", words))
    return schema
  }

  /// The same shape of a string with another example.
  public func example(_ text: String) -> JSONSchema {
    var schema = self
    schema.sample = Keyword("", text).json
    return schema
  }
}
