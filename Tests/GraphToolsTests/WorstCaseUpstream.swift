import GraphQLFederation
import GraphQLLanguage
import JSON
import RESTConnectors
import Synchronization
import Upstreams

@testable import GraphTools

/// A mock of a graph's services in the worst case: each list has ten items, all keys differ, and if `givesKeys` is set, keys are in place of
/// objects where the schema allows it.
final class WorstCaseUpstream: UpstreamTransport {
  static let listSize = 10

  private struct Route {
    let subgraph: Subgraph
    let type: SubgraphType
    let field: FieldDefinition?
    let method: String
    let template: String
    let body: String?
    let at: JSONPath?
    /// The path of the key in each item. Empty without `batch`.
    let by: [JSONPath]
    let isRepeated: Bool
  }

  private let routes: [Route]
  /// The member of abstract types in responses.
  private let preferred: String
  private let givesKeys: Bool
  private let state = Mutex((calls: 0, next: 0))

  init(_ supergraph: Supergraph, preferring type: String, givesKeys: Bool) {
    preferred = type
    self.givesKeys = givesKeys
    routes = supergraph.subgraphs.flatMap { subgraph in
      subgraph.types.values.flatMap { type in
        type.directives.compactMap { Self.route($0, type, nil, subgraph) }
          + type.fields.flatMap { field in field.directives.compactMap { Self.route($0, type, field, subgraph) } }
      }
    }
  }

  /// How many calls have arrived.
  var calls: Int { state.withLock { $0.calls } }

  private static func route(_ rest: Directive, _ type: SubgraphType, _ field: FieldDefinition?, _ subgraph: Subgraph) -> Route? {
    let methods = ["GET", "POST", "PUT", "PATCH", "DELETE"]
    guard rest.name.value == "rest", let method = methods.first(where: { rest.value(of: $0) != nil }),
      let template = rest.value(of: method)?.stringValue
    else { return nil }
    let batch = rest.value(of: "batch")
    let by: [String] =
      switch batch?["by"]?.content {
      case .list(let paths): paths.compactMap(\.stringValue)
      case .string(let path, _): [path]
      default: []
      }
    let isRepeated = if case .enumeration("REPEAT")? = batch?["as"]?.content { true } else { false }
    return Route(
      subgraph: subgraph, type: type, field: field, method: method, template: template, body: rest.value(of: "body")?.stringValue,
      at: rest.value(of: "at")?.stringValue.flatMap { JSONPath($0) }, by: by.compactMap { JSONPath($0) }, isRepeated: isRepeated)
  }

  func send(_ request: UpstreamRequest) async throws(UpstreamFailure) -> UpstreamResponse {
    state.withLock { $0.calls += 1 }
    let target = request.url.target
    let found = routes.filter { $0.method == request.method.rawValue }.compactMap { route in
      Self.match(route.template, target).map { (route, $0) }
    }.max { $0.1.count < $1.1.count }
    guard let (route, placeholders) = found else { throw .unreachable }
    let value = answer(of: route, placeholders, request.body)
    let body = Self.nested(value, at: route.at?.steps.map { String(decoding: $0.name, as: UTF8.self) } ?? [])
    return UpstreamResponse(status: 200, headers: ["content-type": "application/json"], body: Array(body.text.utf8))
  }

  // MARK: URLs

  /// The texts at the placeholders of the template. Nil if the URL does not match it.
  private static func match(_ template: String, _ target: String) -> [String: [String]]? {
    let (path, query) = parts(template), (actual, given) = parts(target)
    guard path.count == actual.count else { return nil }
    var placeholders: [String: [String]] = [:]
    for (wanted, segment) in zip(path, actual) {
      if wanted.contains("{$") { placeholders[wanted] = [segment] } else if wanted != segment { return nil }
    }
    for (name, value) in query {
      let values = given.filter { $0.name == name }.map(\.value)
      if values.isEmpty, value.contains("{$keys") { return nil }
      if !values.isEmpty { placeholders[value] = values }
    }
    guard given.allSatisfy({ parameter in query.contains { $0.name == parameter.name } }) else { return nil }
    return placeholders
  }

  private static func parts(_ text: String) -> (path: [String], query: [(name: String, value: String)]) {
    let halves = text.split(separator: "?", maxSplits: 1).map(String.init)
    let query = halves.dropFirst().first?.split(separator: "&").map { pair in
      let sides = pair.split(separator: "=", maxSplits: 1).map(String.init)
      return (name: sides[0], value: sides.count > 1 ? sides[1] : "")
    }
    return (halves[0].split(separator: "/").map(String.init), query ?? [])
  }

  // MARK: answers

  private func answer(of route: Route, _ placeholders: [String: [String]], _ body: [UInt8]?) -> JSONValue {
    guard !route.by.isEmpty else {
      if let field = route.field { return value(of: field.type, in: route.subgraph, depth: 0) }
      return object(route.type, in: route.subgraph, depth: 0)
    }
    let type = route.field.flatMap { route.subgraph.types[$0.type.namedType.value] } ?? route.type
    let isGrouped = route.field?.type.isList ?? false
    return .array(
      keys(of: route, placeholders, body).flatMap { key in
        (0..<(isGrouped ? Self.listSize : 1)).map { _ in
          zip(route.by, key).reduce(object(type, in: route.subgraph, depth: 1)) { item, part in
            Self.setting(part.1, at: part.0.steps.map { String(decoding: $0.name, as: UTF8.self) }, in: item)
          }
        }
      })
  }

  /// The keys of a batch, each in its parts.
  private func keys(of route: Route, _ placeholders: [String: [String]], _ body: [UInt8]?) -> [[JSONValue]] {
    if let body, let document = try? JSONValue(parsing: String(decoding: body, as: UTF8.self)) {
      return Self.firstArray(in: document).map { key in
        if case .object(let object) = key { return object.members.map(\.value) }
        return [key]
      }
    }
    guard let (template, values) = placeholders.first(where: { $0.key.contains("{$keys") }) else { return [] }
    let texts = route.isRepeated ? values : values.flatMap { $0.split(separator: ",").map(String.init) }
    // Composite keys have one separator between their placeholders.
    let separator = template.split(separator: "}").dropFirst().first?.first { $0 != "{" } ?? "\u{0}"
    return texts.map { $0.split(separator: separator).map { .string(String($0)) } }
  }

  private static func firstArray(in value: JSONValue) -> [JSONValue] {
    if case .array(let elements) = value { return elements }
    guard case .object(let object) = value else { return [] }
    return object.members.lazy.map { firstArray(in: $0.value) }.first { !$0.isEmpty } ?? []
  }

  private func value(of type: TypeReference, in subgraph: Subgraph, depth: Int, path: String = "") -> JSONValue {
    switch type {
    case .nonNull(let inner, _): return value(of: inner, in: subgraph, depth: depth, path: path)
    case .list(let inner, _):
      guard depth < 4 else { return .array([]) }
      return .array((0..<Self.listSize).map { _ in value(of: inner, in: subgraph, depth: depth + 1, path: path) })
    case .named(let name):
      guard let type = subgraph.types[name.value] else { return leaf(name.value) }
      switch type.kind {
      case .object:
        if type.referenceKey != nil, isKey(path, of: type) { return leaf("ID") }
        return object(type, in: subgraph, depth: depth + 1)
      case .interface, .union:
        guard let member = member(of: type, in: subgraph) else { return .null }
        return Self.setting(.string(member.name), at: ["__typename"], in: object(member, in: subgraph, depth: depth + 1))
      case .enumeration:
        let first = type.values.first
        return .string(first?.directives.first { $0.name.value == "json" }?.value(of: "value")?.stringValue ?? first?.name.value ?? "")
      case .scalar, .input: return leaf(name.value)
      }
    }
  }

  /// The preferred one, or the first.
  private func member(of type: SubgraphType, in subgraph: Subgraph) -> SubgraphType? {
    let names = type.kind == .union ? type.members.map(\.value) : subgraph.typeNames
    let members = names.compactMap { subgraph.types[$0] }.filter { object in
      object.kind == .object && (type.kind == .union || object.members.contains { $0.value == type.name })
    }
    return members.first { $0.name == preferred } ?? members.first
  }

  /// Whether a key comes here: where the member's name says so, and where nothing says otherwise and keys come wherever they may.
  private func isKey(_ path: String, of type: SubgraphType) -> Bool {
    path.hasSuffix("Id") || path.hasSuffix("Ids") || givesKeys && type.directives.contains { $0.name.value == "rest" }
  }

  private func object(_ type: SubgraphType, in subgraph: Subgraph, depth: Int) -> JSONValue {
    guard depth < 6 else { return .null }
    var object = JSONValue.object(JSONObject())
    for field in type.fields where !field.directives.contains(where: { $0.name.value == "rest" }) {
      if type.isExternal(field.name.value), !type.isKeyField(field.name.value) { continue }
      let path = field.directives.first { $0.name.value == "json" }?.value(of: "path")?.stringValue ?? field.name.value
      object = Self.setting(
        value(of: field.type, in: subgraph, depth: depth, path: path), at: path.split(separator: ".").map(String.init), in: object)
    }
    return object
  }

  private func leaf(_ type: String) -> JSONValue {
    let number = state.withLock { state in
      state.next += 1
      return state.next
    }
    switch type {
    case "Int", "Float": return .number(String(number))
    case "Boolean": return .bool(true)
    default: return .string("x\(number)")
    }
  }

  // MARK: JSON

  private static func nested(_ value: JSONValue, at path: [String]) -> JSONValue {
    path.isEmpty ? value : setting(value, at: path, in: .object(JSONObject()))
  }

  /// An object with a value at a path.
  private static func setting(_ value: JSONValue, at path: [String], in object: JSONValue) -> JSONValue {
    guard let first = path.first else { return value }
    var members: [(name: String, value: JSONValue)] = []
    if case .object(let known) = object { members = known.members.map { ($0.name, $0.value) } }
    let inner = members.first { $0.name == first }?.value ?? .object(JSONObject())
    members.removeAll { $0.name == first }
    members.append((first, setting(value, at: Array(path.dropFirst()), in: inner)))
    return .object(JSONObject(members))
  }
}
