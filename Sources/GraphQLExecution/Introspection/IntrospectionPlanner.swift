import GraphQLLanguage
import GraphQLSchema
import JSON

/// Plans `__schema` and `__type`. The schema is one more origin: a JSON document in which each named type stands once,
/// and everything else refers to it by its name, which is its key.
struct IntrospectionPlanner: Sendable {
  private let loaders: IntrospectionLoaders

  init(schema: Schema) {
    loaders = IntrospectionLoaders(schema: schema)
  }

  /// The source of a meta-field of the query root.
  func rootSource(_ name: String) -> FieldSource {
    .load(name == "__schema" ? loaders.schema : loaders.typeByArgument, inputs: [], origin: .schema)
  }

  /// The sources of the fields of an introspection type.
  func sources(of type: String, fields: [String]) -> ObjectSources {
    let isType = type == "__Type"
    let sources = fields.map { name in
      FieldSource.value(layer: 0, path: JSONPath(member: name), isKey: isType && name == "name", origin: .schema)
    }
    guard isType, fields.contains(where: { $0 != "name" }) else { return ObjectSources(fields: sources) }
    let name = InputSource(layer: 0, path: JSONPath(member: "name"), isKey: true)
    let fetch = EntityFetch(loader: loaders.types, inputs: [name], isForReferencesOnly: true)
    return ObjectSources(fetches: [fetch], fields: sources, referenceLayer: 1)
  }

  /// The two places of a list that `includeDeprecated` filters; nil for any other field.
  func filtered(_ field: FieldDefinition, of type: String, origin: Origin) -> FieldPlan.Source? {
    guard origin == .schema, type.hasPrefix("__"), field.argument("includeDeprecated") != nil else { return nil }
    let name = field.name.value
    return .chosen(
      argument: "includeDeprecated", whenTrue: JSONPath(member: name), whenFalse: JSONPath(member: IntrospectionDocument.current(name)))
  }
}

/// The loaders of the schema's own origin. The document is made when it is first asked for.
final class IntrospectionLoaders: Sendable {
  let schema: any Loader
  let typeByArgument: any Loader
  let types: any Loader

  init(schema: Schema) {
    let document = IntrospectionCache(schema: schema)
    self.schema = IntrospectionLoader(name: "__schema") { _, _ in document.root.map { .value($0) } ?? .missing }
    typeByArgument = IntrospectionLoader(name: "__type") { _, arguments in document.type(arguments["name"]?.string ?? "") }
    types = IntrospectionLoader(name: "__types") { key, _ in document.type(key.texts.first ?? "") }
  }
}

/// Answers from memory.
final class IntrospectionLoader: Loader {
  let name: String
  private let answer: @Sendable (LoadKey, JSONObject) -> LoadOutcome

  init(name: String, answer: @escaping @Sendable (LoadKey, JSONObject) -> LoadOutcome) {
    self.name = name
    self.answer = answer
  }

  func load(_ request: LoadRequest) async -> [LoadOutcome] {
    request.keys.map { answer($0, request.arguments) }
  }
}
