import GraphQLLanguage
import GraphQLSchema
import JSON

/// A schema as JSON: `{"schema": {…}, "types": {name: {…}}}`. References to named types are their names. Section 4.2.
struct IntrospectionDocument {
  private let schema: Schema
  private let defaults: DefaultValueText
  private var writer = JSONWriter(capacity: 64 * 1024)

  private init(schema: Schema) {
    self.schema = schema
    defaults = DefaultValueText(schema: schema)
  }

  static func bytes(of schema: Schema) -> [UInt8] {
    var document = IntrospectionDocument(schema: schema)
    document.write()
    return document.writer.bytes
  }

  /// The name of the member that holds a list without deprecated elements.
  static func current(_ name: String) -> String { "current:\(name)" }

  private mutating func write() {
    writer.beginObject()
    writer.name("schema")
    writer.beginObject()
    writeDescription(schema.definition?.description)
    writer.name("types")
    writeNames(schema.types.map(\.name))
    for (field, operation) in [("queryType", OperationType.query), ("mutationType", .mutation), ("subscriptionType", .subscription)] {
      writer.name(field)
      writeOptional(schema.rootType(for: operation)?.name)
    }
    writer.name("directives")
    writer.beginArray()
    for directive in schema.directives { writeDirective(directive) }
    writer.endArray()
    writer.endObject()
    writer.name("types")
    writer.beginObject()
    for type in schema.types {
      writer.name(type.name)
      writeType(type)
    }
    writer.endObject()
    writer.endObject()
  }

  private mutating func writeType(_ type: NamedType) {
    writer.beginObject()
    let kind =
      switch type {
      case .scalar: "SCALAR"
      case .object: "OBJECT"
      case .interface: "INTERFACE"
      case .union: "UNION"
      case .enumeration: "ENUM"
      case .inputObject: "INPUT_OBJECT"
      }
    writer.name("kind")
    writer.string(kind)
    writer.name("name")
    writer.string(type.name)
    writeDescription(type.definition.description)
    switch type {
    case .scalar(let scalar):
      writer.name("specifiedByURL")
      writeOptional(scalar.specifiedByURL)
    case .object, .interface:
      writeList("fields", type.fields, \.deprecationReason) { $0.writeField($1) }
      writer.name("interfaces")
      writeNames(type.interfaces)
    case .enumeration(let enumeration):
      writeList("enumValues", enumeration.values, \.deprecationReason) { document, value in
        document.writer.beginObject()
        document.writeNamed(value.name, value.description)
        document.writeDeprecation(value.deprecationReason)
        document.writer.endObject()
      }
    case .inputObject(let input):
      writeList("inputFields", input.fields, \.deprecationReason) { $0.writeInputValue($1) }
      writer.name("isOneOf")
      writer.bool(input.isOneOf)
    case .union: break
    }
    if type.isAbstract {
      writer.name("possibleTypes")
      writeNames(schema.possibleTypes(of: type).map(\.name))
    }
    writer.endObject()
  }

  private mutating func writeField(_ field: FieldDefinition) {
    writer.beginObject()
    writeNamed(field.name, field.description)
    writeList("args", field.arguments, \.deprecationReason) { $0.writeInputValue($1) }
    writer.name("type")
    writeReference(field.type)
    writeDeprecation(field.deprecationReason)
    writer.endObject()
  }

  private mutating func writeInputValue(_ value: InputValueDefinition) {
    writer.beginObject()
    writeNamed(value.name, value.description)
    writer.name("type")
    writeReference(value.type)
    writer.name("defaultValue")
    writeOptional(value.defaultValue.flatMap { defaults.text(of: $0, as: value.type) })
    writeDeprecation(value.deprecationReason)
    writer.endObject()
  }

  private mutating func writeDirective(_ directive: DirectiveDefinition) {
    writer.beginObject()
    writeNamed(directive.name, directive.description)
    writer.name("isRepeatable")
    writer.bool(directive.isRepeatable)
    writer.name("locations")
    writeNames(directive.locations.map(\.value))
    writeList("args", directive.arguments, \.deprecationReason) { $0.writeInputValue($1) }
    writer.endObject()
  }

  /// Writes the name of a named type, and an object for a list or non-null type.
  private mutating func writeReference(_ type: TypeReference) {
    switch type {
    case .named(let name): writer.string(name.value)
    case .list(let inner, _): writeWrapper("LIST", inner)
    case .nonNull(let inner, _): writeWrapper("NON_NULL", inner)
    }
  }

  private mutating func writeWrapper(_ kind: String, _ inner: TypeReference) {
    writer.beginObject()
    writer.name("kind")
    writer.string(kind)
    writer.name("ofType")
    writeReference(inner)
    writer.endObject()
  }

  /// Writes a list twice: with and without deprecated elements.
  private mutating func writeList<Element>(
    _ name: String, _ elements: [Element], _ deprecation: (Element) -> String?, _ write: (inout IntrospectionDocument, Element) -> Void
  ) {
    for (member, list) in [(name, elements), (Self.current(name), elements.filter { deprecation($0) == nil })] {
      writer.name(member)
      writer.beginArray()
      for element in list { write(&self, element) }
      writer.endArray()
    }
  }

  private mutating func writeNamed(_ name: Name, _ description: Description?) {
    writer.name("name")
    writer.string(name.value)
    writeDescription(description)
  }

  private mutating func writeDescription(_ description: Description?) {
    writer.name("description")
    writeOptional(description?.value)
  }

  private mutating func writeDeprecation(_ reason: String?) {
    writer.name("isDeprecated")
    writer.bool(reason != nil)
    writer.name("deprecationReason")
    writeOptional(reason)
  }

  private mutating func writeNames(_ names: [String]) {
    writer.beginArray()
    for name in names { writer.string(name) }
    writer.endArray()
  }

  private mutating func writeOptional(_ text: String?) {
    if let text { writer.string(text) } else { writer.null() }
  }
}
