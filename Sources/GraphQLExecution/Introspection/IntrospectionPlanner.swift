import GraphQLLanguage
import GraphQLSchema
import JSON
import Synchronization

/// Plans `__schema` and `__type`. The schema is an origin like any other: a JSON document that contains each named type once, as an entity
/// whose key is its name.
struct IntrospectionPlanner: Sendable {
  private let loaders: IntrospectionLoaders

  init(schema: Schema) {
    loaders = IntrospectionLoaders(schema: schema)
  }

  /// The source of a meta-field of the query root.
  func rootSource(_ name: String) -> FieldSource {
    .load(name == "__schema" ? loaders.schema : loaders.typeByArgument, inputs: [], origin: .introspection)
  }

  /// The sources of the fields of an introspection type.
  func sources(of type: String, fields: [String]) -> ObjectSources {
    let isType = type == "__Type"
    let sources = fields.map { name in
      FieldSource.value(layer: 0, path: JSONPath(member: name), isKey: isType && name == "name", origin: .introspection)
    }
    guard isType, fields.contains(where: { $0 != "name" }) else { return ObjectSources(fields: sources) }
    let name = InputSource(layer: 0, path: JSONPath(member: "name"), isKey: true)
    let fetch = EntityFetch(loader: loaders.types, inputs: [name], isForReferencesOnly: true)
    return ObjectSources(fetches: [fetch], fields: sources, referenceLayer: 1)
  }

  /// The source of a list that `includeDeprecated` filters; nil for any other field.
  func filtered(_ field: FieldDefinition, of type: String, origin: Origin) -> FieldPlan.Source? {
    guard origin == .introspection, type.hasPrefix("__"), field.argument("includeDeprecated") != nil else { return nil }
    let name = field.name.value
    return .chosen(
      argument: "includeDeprecated", whenTrue: JSONPath(member: name), whenFalse: JSONPath(member: IntrospectionDocument.current(name)))
  }
}

/// The loaders of the introspection origin. The document is created on first use.
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

/// Reads from memory.
final class IntrospectionLoader: Loader {
  let description: LoaderDescription
  private let answer: @Sendable (LoadKey, JSONObject) -> LoadOutcome

  init(name: String, answer: @escaping @Sendable (LoadKey, JSONObject) -> LoadOutcome) {
    description = .local(name)
    self.answer = answer
  }

  func load(_ request: LoadRequest) async -> [LoadOutcome] {
    request.keys.map { answer($0, request.arguments) }
  }
}

/// The introspection document of a schema.
private final class IntrospectionCache: Sendable {
  private struct Content: Sendable {
    let root: JSONView
    let types: [String: JSONView]
  }

  private let schema: Schema
  private let cached = Mutex<Content?>(nil)

  init(schema: Schema) {
    self.schema = schema
  }

  var root: JSONView? { content()?.root["schema"] }

  func type(_ name: String) -> LoadOutcome {
    content()?.types[name].map { .value($0) } ?? .missing
  }

  private func content() -> Content? {
    cached.withLock { cached in
      if let cached { return cached }
      guard let document = try? JSONDocument(parsing: IntrospectionDocument.bytes(of: schema)) else { return nil }
      var types: [String: JSONView] = [:]
      if let members = document.root["types"]?.members {
        for (name, value) in members { types[name] = value }
      }
      cached = Content(root: document.root, types: types)
      return cached
    }
  }
}
