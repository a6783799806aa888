import JSON

/// A random query with its expected result, computed from the world's data alone.
struct WorldQuery {
  indirect enum Selection {
    case typename(key: String)
    case field(key: String, name: String, [Selection])
  }

  private let world: RandomWorld
  private var random: SeededGenerator
  let selections: [Selection]

  init(_ world: RandomWorld, seed: UInt64) {
    self.world = world
    random = SeededGenerator(seed: seed)
    var roots: [Selection] = []
    let count = random.number(1...2)
    for number in 0..<count {
      let root = world.roots[random.number(0...world.roots.count - 1)]
      roots.append(.field(key: "q\(number)", name: root.name, Self.selections(world, root.object, depth: 3, &random)))
    }
    selections = roots
  }

  private static func selections(_ world: RandomWorld, _ object: Int, depth: Int, _ random: inout SeededGenerator) -> [Selection] {
    var selections: [Selection] = []
    for field in world.objects[object].fields where random.chance(depth == 3 ? 70 : 45) {
      let key = random.chance(15) ? "a_\(field.name)" : field.name
      switch field.kind {
      case .int, .text, .hue, .computed: selections.append(.field(key: key, name: field.name, []))
      case .object(let inner, _), .many(let inner):
        guard depth > 0 else { continue }
        selections.append(.field(key: key, name: field.name, Self.selections(world, inner, depth: depth - 1, &random)))
      }
    }
    if selections.isEmpty || random.chance(10) { selections.append(.typename(key: "__typename")) }
    return selections
  }

  var text: String { Self.text(selections) }

  private static func text(_ selections: [Selection]) -> String {
    "{ "
      + selections.map { selection in
        switch selection {
        case .typename: "__typename"
        case .field(let key, let name, let inner): (key == name ? name : "\(key): \(name)") + (inner.isEmpty ? "" : " " + text(inner))
        }
      }.joined(separator: " ") + " }"
  }

  var expected: JSONValue {
    var members = JSONObject()
    for case .field(let key, let name, let inner) in selections {
      guard let root = world.roots.first(where: { $0.name == name }) else { continue }
      let values = root.values.map { object(root.object, $0, inner) }
      members[key] = root.isList ? .array(values) : values[0]
    }
    return .object(members)
  }

  private func object(_ object: Int, _ instance: Int, _ selections: [Selection]) -> JSONValue {
    var members = JSONObject()
    for selection in selections {
      switch selection {
      case .typename(let key): members[key] = .string(world.objects[object].name)
      case .field(let key, let name, let inner):
        members[key] = value(isKnown(name, object, instance) ? world.data[object][instance][name] ?? .null : .null, inner)
      }
    }
    return .object(members)
  }

  /// A computed field is null when a value that it requires is null, or is a list without values.
  private func isKnown(_ field: String, _ object: Int, _ instance: Int) -> Bool {
    guard case .computed(let paths)? = world.objects[object].field(field)?.kind else { return true }
    return paths.allSatisfy { path in
      switch required(path, object, instance) {
      case .null: false
      case .list(let items): items.contains { $0 != .null }
      default: true
      }
    }
  }

  private func required(_ path: [String], _ object: Int, _ instance: Int) -> RandomWorld.Datum {
    let value = world.data[object][instance][path[0]] ?? .null
    return path.count == 1 ? value : WorldServices.mapped(value) { required(Array(path.dropFirst()), $0, $1) }
  }

  private func value(_ datum: RandomWorld.Datum, _ inner: [Selection]) -> JSONValue {
    switch datum {
    case .null: .null
    case .int(let number): .number(number)
    case .text(let text): .string(text)
    case .hue(let hue): .string("HUE\(hue)")
    case .object(let type, let instance): object(type, instance, inner)
    case .list(let items): .array(items.map { value($0, inner) })
    }
  }
}
