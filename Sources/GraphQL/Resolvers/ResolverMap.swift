import GraphQLExecution
import GraphQLLanguage
import GraphQLSchema
import JSON

/// Resolvers by the coordinates of their fields: `["Query.book": .field { … }, "Book.author": .batch(by: "authorID") { … }]`.
///
/// A field without a resolver has the value of the member of its name. An object of an interface or a union has its type in `__typename`.
public struct ResolverMap: Sendable, ExpressibleByDictionaryLiteral {
  private(set) var resolvers: [String: Resolver] = [:]

  /// Resolvers by `Type.field`. Of two for one field the last is used.
  public init(dictionaryLiteral elements: (String, Resolver)...) {
    for (coordinate, resolver) in elements { resolvers[coordinate] = resolver }
  }

  /// The resolver of `Type.field`.
  public subscript(coordinate: String) -> Resolver? {
    get { resolvers[coordinate] }
    set { resolvers[coordinate] = newValue }
  }

  /// The coordinates that are not a field of an object type, and event sources that are not at a field of the subscription root.
  func misplaced(in schema: Schema) -> [String] {
    resolvers.filter { coordinate, resolver in
      let parts = coordinate.split(separator: ".", omittingEmptySubsequences: false)
      guard parts.count == 2, let type = schema.objectType(String(parts[0])), type.field(String(parts[1])) != nil else { return true }
      guard case .events = resolver.source else { return false }
      return schema.rootType(for: .subscription)?.name != type.name
    }.map(\.key).sorted()
  }
}

/// Plans with a resolver map. All values are JSON from resolvers.
struct ResolverPlanner: SourcePlanner {
  private static let origin = Origin.source(0)
  let map: ResolverMap
  let usesDataLoaders = true

  func sources(for request: ObjectRequest) throws(GraphQLError) -> ObjectSources {
    let isRoot = request.origin == .operation
    return ObjectSources(
      fields: request.fields.map { field in
        switch map["\(request.type.name).\(field)"]?.source {
        case .loader(let loader, let keys):
          // A root object has no key. Its fields are always loaded.
          let inputs = isRoot ? [] : keys.map { InputSource(layer: 0, path: $0, isKey: $0.steps.isEmpty) }
          return .load(loader, inputs: inputs, origin: Self.origin)
        case .path(let path): return .value(layer: 0, path: path, isKey: false, origin: Self.origin)
        case .events, nil: return .value(layer: 0, path: JSONPath(member: field), isKey: false, origin: Self.origin)
        }
      })
  }

  func eventSource(of field: String, on type: ObjectType) -> (any EventSource)? {
    if case .events(let source)? = map["\(type.name).\(field)"]?.source { source } else { nil }
  }
}
