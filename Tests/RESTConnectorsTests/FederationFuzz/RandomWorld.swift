/// SplitMix64, so that a seed is a schema on every platform.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// True in some of 100 cases.
  mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &self) < percent }

  mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self) }
}

/// What the random schemas use.
struct FuzzFeatures: Sendable {
  /// Enums in keys and required fields have other words in each service.
  var enumWords = true
  /// Value types with other fields in each service that gives them.
  var splitValues = true
  /// `@requires` through objects and lists.
  var deepRequires = true
}

/// Random types with all their data, spread over services. Each service knows some fields, some keys, and its own names for them.
struct RandomWorld {
  indirect enum Kind {
    case int, text, hue
    case object(Int, isList: Bool)
    /// A list that a service loads by the key of the object.
    case many(Int)
    /// Computed by a service from fields that it does not have.
    case computed([[String]])
  }

  struct Field {
    let name: String
    let kind: Kind
    /// The services that have it.
    var services: [Int]
  }

  /// What a service knows of an entity.
  struct Part {
    var keys: [Int]
    /// Whether it loads the entity by its keys.
    let isLoaded: Bool
  }

  struct Object {
    let name: String
    /// The paths of each key; empty for a value type.
    var keys: [[[String]]] = []
    var fields: [Field] = []
    var parts: [Int: Part] = [:]

    func field(_ name: String) -> Field? { fields.first { $0.name == name } }
  }

  struct Root {
    let name: String
    let object: Int
    let isList: Bool
    let services: [Int]
    let values: [Int]
  }

  enum Datum: Equatable {
    case null, int(Int), text(String), hue(Int), object(Int, Int), list([Datum])
  }

  private(set) var objects: [Object] = []
  private(set) var roots: [Root] = []
  /// The values of each object's instances.
  private(set) var data: [[[String: Datum]]] = []
  /// External fields of each service, by the name of the type.
  private(set) var externals: [Int: [String: Set<String>]] = [:]
  /// How each service names members, where it differs: by `service Type.field`.
  private(set) var renamed: [String: [String]] = [:]
  let serviceCount: Int
  let features: FuzzFeatures
  private var random: SeededGenerator
  private let entityCount: Int
  static let instances = 4
  static let hueCount = 3

  init(seed: UInt64, features: FuzzFeatures) {
    random = SeededGenerator(seed: seed)
    self.features = features
    serviceCount = random.number(2...4)
    entityCount = random.number(2...4)
    let valueCount = random.number(0...2)
    for index in 0..<entityCount { objects.append(entity(index)) }
    for index in 0..<valueCount { objects.append(Object(name: "V\(index)")) }
    for index in entityCount..<objects.count { fillValue(index) }
    for index in 0..<entityCount { fillEntity(index) }
    for index in 0..<entityCount { addComputed(index) }
    makeData()
    addRoots()
    rename()
  }

  func isEntity(_ object: Int) -> Bool { object < entityCount }

  // MARK: types

  private mutating func entity(_ index: Int) -> Object {
    var object = Object(name: "E\(index)")
    let kind = index == 0 ? 0 : random.number(0...3)
    switch kind {
    case 1: object.keys = [[["id"]], [["sku"]]]
    case 2: object.keys = [[["hue"], ["no"]]]
    case 3: object.keys = [[["hall", "id"], ["no"]]]
    default: object.keys = [[["id"]]]
    }
    let services = (0..<serviceCount).shuffled(using: &random).prefix(random.number(1...serviceCount))
    for (position, service) in services.enumerated() {
      // The first service knows all keys, so that it leads from any key to any other.
      let keys = position == 0 ? Array(object.keys.indices) : [random.number(0...object.keys.count - 1)]
      object.parts[service] = Part(keys: keys, isLoaded: true)
    }
    for name in Set(object.keys.flatMap { $0.compactMap(\.first) }).sorted() {
      let kind: Kind = name == "hue" ? .hue : name == "no" ? .int : name == "hall" ? .object(0, isList: false) : .text
      object.fields.append(Field(name: name, kind: kind, services: []))
    }
    return object
  }

  private func isKey(_ field: String, of object: Int) -> Bool { objects[object].keys.contains { $0.contains { $0.first == field } } }

  /// The services whose JSON has a field.
  func services(of field: Field, _ object: Int) -> [Int] {
    guard isKey(field.name, of: object) else { return field.services }
    return objects[object].parts.keys.sorted().filter { service in
      objects[object].parts[service]?.keys.contains { objects[object].keys[$0].contains { $0.first == field.name } } == true
    }
  }

  /// Whether each service of a value type has all of it.
  private func isWhole(_ value: Int) -> Bool {
    let services = Set(objects[value].fields.flatMap(\.services)).sorted()
    return objects[value].fields.allSatisfy { field in
      guard field.services == services else { return false }
      if case .object(let inner, _) = field.kind, !isEntity(inner) { return isWhole(inner) }
      return true
    }
  }

  private mutating func scalar() -> Kind { [.int, .text, .hue][random.number(0...2)] }

  private mutating func fillValue(_ index: Int) {
    let isSplit = features.splitValues && random.chance(60)
    let services = (0..<serviceCount).shuffled(using: &random).prefix(isSplit ? 2 : serviceCount).sorted()
    for number in 0..<random.number(2...4) {
      var kind = scalar()
      if random.chance(20) { kind = .object(random.number(0...entityCount - 1), isList: random.chance(30)) }
      // Nested values are of the types before, so that they end.
      if index > entityCount, random.chance(30), objects[entityCount].fields.flatMap(\.services).allSatisfy(services.contains) {
        kind = .object(entityCount, isList: random.chance(30))
      }
      var own = isSplit ? services.filter { _ in random.chance(60) } : services
      if own.isEmpty { own = [services[random.number(0...services.count - 1)]] }
      if case .object(let inner, _) = kind, !isEntity(inner) { own = Set(objects[inner].fields.flatMap(\.services)).sorted() }
      objects[index].fields.append(Field(name: "v\(number)", kind: kind, services: own))
    }
    // Each service has a field of the type.
    for service in services where !objects[index].fields.contains(where: { $0.services.contains(service) }) {
      objects[index].fields.append(Field(name: "w\(service)", kind: .int, services: [service]))
    }
    for field in objects[index].fields { know(field.kind, in: field.services) }
  }

  private mutating func fillEntity(_ index: Int) {
    let holders = objects[index].parts.filter(\.value.isLoaded).keys.sorted()
    for number in 0..<random.number(2...5) {
      var kind = scalar()
      var services = holders.shuffled(using: &random).prefix(random.chance(30) ? 2 : 1).sorted()
      switch random.number(0...9) {
      case 0...2: kind = .object(random.number(0...entityCount - 1), isList: random.chance(40))
      case 3...5 where objects.count > entityCount:
        let value = random.number(entityCount...objects.count - 1)
        let needed = Set(objects[value].fields.flatMap(\.services)).sorted()
        let isWhole = isWhole(value)
        let able = holders.filter(needed.contains)
        guard isWhole ? !able.isEmpty : able == needed else { break }
        kind = .object(value, isList: random.chance(40))
        services = isWhole ? able.shuffled(using: &random).prefix(random.number(1...2)).sorted() : needed
      case 6:
        kind = .many(random.number(0...entityCount - 1))
        services = [services[0]]
      default: break
      }
      know(kind, in: services)
      objects[index].fields.append(Field(name: "f\(number)", kind: kind, services: services))
    }
  }

  /// Makes services know the objects of a field, at least by a key.
  private mutating func know(_ kind: Kind, in services: [Int]) {
    let target: Int
    switch kind {
    case .object(let object, _), .many(let object): target = object
    default: return
    }
    guard isEntity(target) else { return }
    for service in services { know(target, in: service) }
  }

  private mutating func know(_ entity: Int, in service: Int) {
    if objects[entity].parts[service] == nil {
      objects[entity].parts[service] = Part(keys: [random.number(0...objects[entity].keys.count - 1)], isLoaded: false)
    }
    if objects[entity].keys.contains(where: { $0.contains { $0.first == "hall" } }), objects[0].parts[service] == nil {
      objects[0].parts[service] = Part(keys: [0], isLoaded: false)
    }
  }

  private mutating func addComputed(_ index: Int) {
    for service in objects[index].parts.keys.sorted() {
      if isEntity(index) { know(index, in: service) }
      guard random.chance(40) else { continue }
      var paths: [[String]] = []
      for field in objects[index].fields where !isKey(field.name, of: index) && !field.services.contains(service) && random.chance(50) {
        switch field.kind {
        case .int, .text, .hue: paths.append([field.name])
        case .object(let inner, _) where features.deepRequires:
          let leaves = objects[inner].fields.filter {
            switch $0.kind {
            case .int, .text, .hue: !isKey($0.name, of: inner)
            default: false
            }
          }
          guard let leaf = leaves.randomElement(using: &random), !self.services(of: leaf, inner).contains(service) else { continue }
          // A value type that the service gives itself has no external fields there.
          if !isEntity(inner), objects[inner].fields.contains(where: { $0.services.contains(service) }) { continue }
          if isEntity(inner) { know(inner, in: service) }
          externals[service, default: [:]][objects[inner].name, default: []].insert(leaf.name)
          paths.append([field.name, leaf.name])
        default: continue
        }
        if let path = paths.last, path.first == field.name {
          externals[service, default: [:]][objects[index].name, default: []].insert(field.name)
        }
      }
      guard !paths.isEmpty else { continue }
      objects[index].fields.append(Field(name: "c\(service)", kind: .computed(paths), services: [service]))
    }
  }

  // MARK: data

  private mutating func makeData() {
    for object in objects.indices {
      data.append(
        (0..<Self.instances).map { instance in
          var values: [String: Datum] = [:]
          for field in objects[object].fields {
            switch field.name {
            case "id": values["id"] = .text("\(objects[object].name)i\(instance)")
            case "sku": values["sku"] = .text("s\(instance)")
            case "hue": values["hue"] = .hue(instance % Self.hueCount)
            case "no": values["no"] = .int(instance)
            case "hall": values["hall"] = .object(0, instance % 2)
            default: values[field.name] = datum(field.kind)
            }
          }
          return values
        })
    }
  }

  private mutating func datum(_ kind: Kind) -> Datum {
    switch kind {
    case .many, .computed: break
    default: if random.chance(12) { return .null }
    }
    switch kind {
    case .int: return .int(random.number(0...999))
    case .text: return .text("t\(random.number(0...99))")
    case .hue: return .hue(random.number(0...Self.hueCount - 1))
    case .object(let object, true), .many(let object):
      return .list((0..<random.number(0...3)).map { _ in .object(object, random.number(0...Self.instances - 1)) })
    case .object(let object, false): return .object(object, random.number(0...Self.instances - 1))
    case .computed: return .int(random.number(1000...1999))
    }
  }

  private mutating func addRoots() {
    for object in objects.indices {
      let isList = random.chance(50)
      let values = (0..<(isList ? random.number(1...3) : 1)).map { _ in random.number(0...Self.instances - 1) }
      var services = objects[object].parts.keys.sorted()
      if isEntity(object) {
        services = [services[random.number(0...services.count - 1)]]
      } else {
        services = Set(objects[object].fields.flatMap(\.services)).sorted()
        if isWhole(object) { services = [services[0]] }
      }
      roots.append(Root(name: "r\(object)", object: object, isList: isList, services: services, values: values))
    }
  }

  private mutating func rename() {
    for service in 0..<serviceCount {
      for object in objects {
        for field in object.fields where random.chance(20) {
          renamed["\(service) \(object.name).\(field.name)"] = random.chance(50) ? ["x_\(field.name)"] : ["in", field.name]
        }
      }
    }
  }
}
