import JSON
import Synchronization
import Upstreams

/// The schema files of a random world and the services behind them.
struct WorldServices: Sendable {
  let world: RandomWorld
  /// The service whose calls fail.
  let failing: Int?
  private let complaints = Complaints()

  /// Calls that no correct gateway makes.
  private final class Complaints: Sendable {
    let texts = Mutex<[String]>([])
  }

  init(_ world: RandomWorld, failing: Int?) {
    self.world = world
    self.failing = failing
  }

  var wrongCalls: [String] { complaints.texts.withLock { $0 } }

  // MARK: schema

  var files: [(name: String, text: String)] {
    (0..<world.serviceCount).map { service in (name: "s\(service).graphql", text: schema(of: service)) }
  }

  private func schema(of service: Int) -> String {
    var text =
      "extend schema @service(name: \"s\(service)\", url: \"http://s\(service)\", timeoutMs: 600000, retry: {attempts: 1, budgetPercent: 0}, breaker: {errorPercent: 100, minRequests: 1000000, openMs: 1})\n"
    let roots = world.roots.filter { $0.services.contains(service) }.map { root in
      let type = world.objects[root.object].name
      return
        "  \(root.name): \(root.isList ? "[\(type)]" : type) \(root.services.count > 1 ? "@shareable " : "")@rest(service: \"s\(service)\", GET: \"/root/\(root.name)\")"
    }
    if !roots.isEmpty { text += "type Query {\n\(roots.joined(separator: "\n"))\n}\n" }
    let words = (0..<RandomWorld.hueCount).map { "HUE\($0) @json(value: \"\(word($0, service))\")" }
    text += "enum Hue { \(words.joined(separator: " ")) }\n"
    for index in world.objects.indices { text += type(index, service) }
    return text
  }

  private func word(_ hue: Int, _ service: Int) -> String { world.features.enumWords ? "w\(service)\(hue)" : "w\(hue)" }

  private func type(_ index: Int, _ service: Int) -> String {
    let object = world.objects[index]
    let external = world.externals[service]?[object.name] ?? []
    let isEntity = world.isEntity(index)
    guard !isEntity || object.parts[service] != nil else { return "" }
    var lines: [String] = []
    for field in object.fields {
      let isOwn = world.services(of: field, index).contains(service)
      guard isOwn || external.contains(field.name) else { continue }
      lines.append("  \(field.name)\(definition(field, of: index, service, isExternal: !isOwn))")
    }
    guard !lines.isEmpty else { return "" }
    var head = "type \(object.name)"
    for key in object.parts[service]?.keys ?? [] { head += " @key(fields: \"\(fieldSet(object.keys[key]))\")" }
    if let part = object.parts[service], part.isLoaded {
      for key in part.keys {
        let by = object.keys[key].map { "\"\(path($0, of: index, service).joined(separator: "."))\"" }.joined(separator: ", ")
        head +=
          " @rest(service: \"s\(service)\", GET: \"/entity/\(index)/\(key)?k=\(placeholders(object.keys[key]))\", batch: {by: [\(by)], max: 3})"
      }
    }
    return head + " {\n\(lines.joined(separator: "\n"))\n}\n"
  }

  private func placeholders(_ key: [[String]]) -> String { key.map { "{$keys.\($0.joined(separator: "."))}" }.joined(separator: ":") }

  private func fieldSet(_ paths: [[String]]) -> String {
    paths.map { $0.joined(separator: " { ") + String(repeating: " }", count: $0.count - 1) }.joined(separator: " ")
  }

  private func definition(_ field: RandomWorld.Field, of index: Int, _ service: Int, isExternal: Bool) -> String {
    var type: String
    switch field.kind {
    case .int, .computed: type = "Int"
    case .text: type = "String"
    case .hue: type = "Hue"
    case .object(let object, let isList): type = isList ? "[\(world.objects[object].name)]" : world.objects[object].name
    case .many(let object): type = "[\(world.objects[object].name)]"
    }
    if field.name == "id" || field.name == "sku" { type = "ID!" }
    if field.name == "no" { type = "Int!" }
    if isExternal { return ": \(type) @external" }
    let name = "\(service) \(world.objects[index].name).\(field.name)"
    let keys = world.objects[index].parts[service]?.keys.map { world.objects[index].keys[$0] } ?? []
    switch field.kind {
    case .many:
      let key = keys[0]
      let by = key.indices.map { "\"_k\($0)\"" }.joined(separator: ", ")
      return
        ": \(type) @rest(service: \"s\(service)\", GET: \"/many/\(index)/\(field.name)?k=\(placeholders(key))\", batch: {by: [\(by)], max: 3})"
    case .computed(let paths):
      let parameters = paths.enumerated().map { "&a\($0)={$this.\($1.joined(separator: "."))}" }.joined()
      return
        ": \(type) @requires(fields: \"\(fieldSet(paths))\") @rest(service: \"s\(service)\", GET: \"/computed/\(index)/\(field.name)?k=\(placeholders(keys[0]))\(parameters)\", at: \"v\")"
    default: break
    }
    // The objects of nested keys belong to several services as well.
    let isShared = !world.isEntity(index) || world.services(of: field, index).count > 1
    return ": \(type)" + (isShared ? " @shareable" : "")
      + (world.renamed[name].map { " @json(path: \"\($0.joined(separator: "."))\")" } ?? "")
  }

  private func path(_ field: [String], of index: Int, _ service: Int) -> [String] {
    var index = index
    var steps: [String] = []
    for name in field {
      steps += world.renamed["\(service) \(world.objects[index].name).\(name)"] ?? [name]
      if case .object(let inner, _)? = world.objects[index].field(name)?.kind { index = inner }
    }
    return steps
  }

  // MARK: answers

  @Sendable func answer(_ request: UpstreamRequest) -> UpstreamResponse {
    let url = request.url.description.dropFirst("http://s".count)
    let service = Int(url.prefix { $0 != "/" }) ?? 0
    if service == failing { return UpstreamResponse(status: 500, body: Array("{}".utf8)) }
    let parts = url.drop { $0 != "/" }.split(separator: "?", maxSplits: 1)
    let steps = parts[0].split(separator: "/").map(String.init)
    var query: [String: String] = [:]
    for pair in parts.count > 1 ? parts[1].split(separator: "&") : [] {
      let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      query[halves[0]] = halves.count > 1 ? halves[1] : ""
    }
    let json: JSONValue
    switch steps[0] {
    case "root": json = root(steps[1], service)
    case "entity": json = entities(Int(steps[1]) ?? 0, key: Int(steps[2]) ?? 0, query["k"] ?? "", service)
    case "many": json = many(Int(steps[1]) ?? 0, steps[2], query["k"] ?? "", service)
    default: json = computed(Int(steps[1]) ?? 0, steps[2], query, service)
    }
    return UpstreamResponse(status: 200, body: Array(json.text.utf8))
  }

  private func complain(_ text: String) -> JSONValue {
    complaints.texts.withLock { $0.append(text) }
    return .null
  }

  private func root(_ name: String, _ service: Int) -> JSONValue {
    guard let root = world.roots.first(where: { $0.name == name }) else { return complain("root \(name)") }
    let values = root.values.map { reference(root.object, $0, service, depth: 2) }
    return root.isList ? .array(values) : values[0]
  }

  /// The text of a key in a service's words.
  private func keyText(_ key: [[String]], of object: Int, _ instance: Int, _ service: Int) -> [String] {
    key.map { text(value(at: $0, of: object, instance), service) }
  }

  private func value(at path: [String], of object: Int, _ instance: Int) -> RandomWorld.Datum {
    let value = world.data[object][instance][path[0]] ?? .null
    guard path.count > 1 else { return value }
    return Self.mapped(value) { self.value(at: Array(path.dropFirst()), of: $0, $1) }
  }

  static func mapped(_ value: RandomWorld.Datum, _ inner: (Int, Int) -> RandomWorld.Datum) -> RandomWorld.Datum {
    switch value {
    case .object(let object, let instance): inner(object, instance)
    case .list(let items): .list(items.map { mapped($0, inner) })
    default: .null
    }
  }

  private func text(_ value: RandomWorld.Datum, _ service: Int) -> String {
    switch value {
    case .int(let number): "\(number)"
    case .text(let text): text
    case .hue(let hue): word(hue, service)
    case .list(let items): items.filter { $0 != .null }.map { text($0, service) }.joined(separator: ",")
    case .null, .object: ""
    }
  }

  /// The instances for a list of keys.
  private func found(_ object: Int, _ key: [[String]], _ texts: String, _ service: Int) -> [Int] {
    texts.split(separator: ",").compactMap { text in
      let instance = (0..<RandomWorld.instances).first { keyText(key, of: object, $0, service).joined(separator: ":") == text }
      if instance == nil { _ = complain("s\(service): \(world.objects[object].name) has no key \(text)") }
      return instance
    }
  }

  private func entities(_ object: Int, key: Int, _ texts: String, _ service: Int) -> JSONValue {
    .array(
      found(object, world.objects[object].keys[key], texts, service).map {
        members(object, $0, service, known(object, service), depth: 1, isLoaded: true)
      })
  }

  private func many(_ object: Int, _ field: String, _ texts: String, _ service: Int) -> JSONValue {
    let key = world.objects[object].keys[world.objects[object].parts[service]?.keys.first ?? 0]
    var items: [JSONValue] = []
    for instance in found(object, key, texts, service) {
      guard case .list(let values)? = world.data[object][instance][field] else { continue }
      for case .object(let inner, let index) in values {
        guard case .object(var item) = reference(inner, index, service, depth: 1, isScalarAllowed: false) else { continue }
        for (position, text) in keyText(key, of: object, instance, service).enumerated() { item["_k\(position)"] = .string(text) }
        items.append(.object(item))
      }
    }
    return .array(items)
  }

  private func computed(_ object: Int, _ field: String, _ query: [String: String], _ service: Int) -> JSONValue {
    let key = world.objects[object].keys[world.objects[object].parts[service]?.keys.first ?? 0]
    guard case .computed(let paths)? = world.objects[object].field(field)?.kind,
      let instance = found(object, key, query["k"] ?? "", service).first
    else { return complain("s\(service): \(world.objects[object].name).\(field) without its object") }
    for (position, path) in paths.enumerated() {
      let expected = text(value(at: path, of: object, instance), service)
      guard query["a\(position)"] == expected else {
        return complain(
          "s\(service): \(world.objects[object].name).\(field) of \(instance) got \(query["a\(position)"] ?? "nothing") for \(path), not \(expected)"
        )
      }
    }
    guard case .int(let number)? = world.data[object][instance][field] else { return complain("no \(field)") }
    return .object(["v": .number(number)])
  }

  // MARK: JSON

  /// An object where another object refers to it: as the value of its key, whole to some depth, or abbreviated.
  private func reference(_ object: Int, _ instance: Int, _ service: Int, depth: Int, isScalarAllowed: Bool = true) -> JSONValue {
    let names = known(object, service)
    guard let part = world.objects[object].parts[service] else { return members(object, instance, service, names, depth: depth) }
    let keys = part.keys.map { world.objects[object].keys[$0] }
    switch (object + instance + service + depth) % 3 {
    case 0 where isScalarAllowed && keys[0].count == 1 && keys[0][0].count == 1:
      return json(value(at: keys[0][0], of: object, instance), service, depth: 0)
    case 1 where depth > 0: return members(object, instance, service, names, depth: depth - 1)
    default: return members(object, instance, service, keys.flatMap { $0.compactMap(\.first) }, depth: 0)
    }
  }

  /// The fields that a service's JSON for an object has.
  private func known(_ object: Int, _ service: Int) -> [String] {
    world.objects[object].fields.filter { field in
      switch field.kind {
      case .many, .computed: false
      default: world.services(of: field, object).contains(service)
      }
    }.map(\.name)
  }

  /// - Parameter isLoaded: whether it is an item of a batch, whose key must be where `by` says.
  private func members(
    _ object: Int, _ instance: Int, _ service: Int, _ names: [String], depth: Int, isLoaded: Bool = false
  ) -> JSONValue {
    var members = JSONObject()
    for name in names {
      let datum = world.data[object][instance][name] ?? .null
      let value =
        if isLoaded, name == "hall", case .object(let hall, let index) = datum {
          self.members(hall, index, service, ["id"], depth: 0)
        } else {
          json(datum, service, depth: depth)
        }
      let steps = path([name], of: object, service)
      if steps.count == 1 {
        members[steps[0]] = value
      } else {
        var inner = JSONObject()
        if case .object(let known)? = members[steps[0]] { inner = known }
        inner[steps[1]] = value
        members[steps[0]] = .object(inner)
      }
    }
    return .object(members)
  }

  private func json(_ value: RandomWorld.Datum, _ service: Int, depth: Int) -> JSONValue {
    switch value {
    case .null: .null
    case .int(let number): .number(number)
    case .text(let text): .string(text)
    case .hue(let hue): .string(word(hue, service))
    case .list(let items): .array(items.map { json($0, service, depth: depth) })
    case .object(let object, let instance): reference(object, instance, service, depth: depth)
    }
  }
}
