import GraphQLLanguage

/// A type of the generated file.
struct OpenAPIDefinition {
  enum Kind {
    case object
    /// `isOneOf` for alternatives, of which a value has exactly one.
    case input(isOneOf: Bool)
    case enumeration([EnumValue])
    /// The members' names, and where an object names its type.
    case union([String], discriminator: String)
  }

  struct Field {
    let name: String
    var type: String
    let description: String?
    /// The path of the value for `@json`; nil when it is the field's name.
    let path: String?
    let isDeprecated: Bool
    /// The property's name in JSON; nil for a field that is not a property.
    let property: String?
    /// Whether the service has a number there.
    var isNumber = false

    var sdl: String {
      let json = path.map { " @json(path: \(Printer.stringLiteral($0)))" } ?? ""
      let line = "  \(name): \(type)\(json)\(isDeprecated ? " @deprecated" : "")"
      return description.map { "  \($0)\n\(line)" } ?? line
    }

    /// The type without `!` and `[]`.
    var namedType: String { type.filter { $0 != "[" && $0 != "]" && $0 != "!" } }
  }

  struct EnumValue {
    let name: String
    let text: String
  }

  let name: String
  let description: String?
  let kind: Kind
  var fields: [Field] = []
  /// The string for the type at the discriminator of a union.
  var discriminatorValue: String?
  /// `@key` and `@rest` of an entity, each on a line.
  var entityDirectives: [String] = []

  var sdl: String {
    let start = description.map { $0 + "\n" } ?? ""
    let value = discriminatorValue.map { " @json(value: \(Printer.stringLiteral($0)))" } ?? ""
    let body = "{\n\(fields.map(\.sdl).joined(separator: "\n"))\n}"
    switch kind {
    case .object:
      let entity = entityDirectives.isEmpty ? " " : "\n" + entityDirectives.map { "  \($0)" }.joined(separator: "\n") + " "
      return "\(start)type \(name)\(value)\(entity)\(body)"
    case .input(let isOneOf): return "\(start)input \(name) \(isOneOf ? "@oneOf " : "")\(body)"
    case .enumeration(let values):
      let lines = values.map { "  \($0.name)" + ($0.name == $0.text ? "" : " @json(value: \(Printer.stringLiteral($0.text)))") }
      return "\(start)enum \(name) {\n\(lines.joined(separator: "\n"))\n}"
    case .union(let members, let discriminator):
      return "\(start)union \(name) @json(path: \(Printer.stringLiteral(discriminator))) = \(members.joined(separator: " | "))"
    }
  }
}
