import JSON

/// The plans for the objects in a field's value: one for each possible object type.
final class SelectionPlan: Sendable {
  /// The field's named type.
  let typeName: String
  let isAbstract: Bool
  let variants: [ObjectPlan]
  /// Whether anything is loaded for the objects or for objects in them.
  let needsFetch: Bool
  let discriminator: Discriminator
  /// The discriminator's string for each variant.
  private let tags: [[UInt8]]

  init(typeName: String, isAbstract: Bool, variants: [ObjectPlan], discriminator: Discriminator) {
    self.discriminator = discriminator
    tags = variants.map { Array((discriminator.strings[$0.typeName] ?? $0.typeName).utf8) }
    self.typeName = typeName
    self.isAbstract = isAbstract
    self.variants = variants
    needsFetch = variants.contains(where: \.needsFetch)
  }

  /// Section 6.4.3, ResolveAbstractType(). Returns nil when the value does not specify a possible type.
  func resolveType(of value: JSONView) -> ObjectPlan? {
    guard isAbstract else { return variants.first }
    guard let tag = value.value(at: discriminator.path) else { return nil }
    return tags.firstIndex { tag.isString(utf8: $0) }.map { variants[$0] }
  }
}

/// The plan for the objects of one type at one position of the operation.
final class ObjectPlan: Sendable {
  /// Unique within the operation; from 0 to `OperationPlan.objectCount`.
  let id: Int
  let typeName: String
  let typeName8: [UInt8]
  /// The fields of the response.
  let fields: [FieldPlan]
  /// For each field, how completion copies its value from a layer.
  let copies: JSONMemberCopies
  /// The selections that loaders require, which are not in the response.
  let requirements: [FieldPlan]
  /// The number of layers that come with the object. The layers of the fetches follow.
  let partCount: Int
  let fetches: [FetchPlan]
  /// The layer that replaces layer 0 of an entity reference.
  let referenceLayer: Int?
  /// Whether the origin of the objects knows nothing of them but their key.
  let isKnownByKeyOnly: Bool
  /// The layers that are the entity, not the value of a single field.
  let entityLayers: [Int]
  /// The steps of the fetch phase. Each is performed when the layers that it depends on are loaded.
  let steps: [Step]
  /// The fields' loads, by slot.
  let loads: [LoadPlan]
  /// Whether fields depend on `@skip` or `@include`.
  let isConditional: Bool
  /// Whether fields require something of the caller.
  let isRestricted: Bool
  /// Where the fields and the keys for them read the object itself, if it may be an entity reference.
  let ownPaths: [JSONPath]
  /// The conditions of each selection with directives, in the order in which CollectFields() evaluates them.
  let checks: [[Condition]]

  struct FetchPlan: Sendable {
    let fetch: EntityFetch
    /// The layers that the key depends on, directly and indirectly.
    let layers: LayerSet
  }

  /// The load of a field's value, or of a part of it.
  struct LoadPlan: Sendable {
    /// The index of the field. The requirements follow the fields of the response.
    let field: Int
    /// The layer of the value's objects.
    let part: Int
    let load: FieldPlan.Load
  }

  /// A step of the fetch phase for all objects of the plan.
  struct Step: Sendable {
    enum Kind: Sendable {
      /// Loads a layer.
      case fetch(Int)
      /// Loads the value of a field, or a part of it.
      case load(slot: Int)
      /// Collects the objects in the value of a field.
      case expand(field: Int)
    }

    let kind: Kind
    /// The layers that must be loaded before.
    let layers: LayerSet
    /// The requirements that must be loaded before, with everything below them.
    var requirements: [Int] = []
  }

  /// Whether objects have layers or anything is loaded for objects in them.
  var needsFetch: Bool { !steps.isEmpty || partCount > 0 }

  /// The layer that a fetch loads.
  func layer(ofFetch index: Int) -> Int { partCount + 1 + index }

  /// The fetch that loads a layer; nil for the object itself and its parts.
  func fetch(ofLayer layer: Int) -> FetchPlan? { layer > partCount ? fetches[layer - partCount - 1] : nil }

  /// A field of the response, or after them a requirement.
  func field(_ index: Int) -> FieldPlan { index < fields.count ? fields[index] : requirements[index - fields.count] }

  init(
    id: Int, typeName: String, fields: [FieldPlan], requirements: [FieldPlan], fetches: [FetchPlan], referenceLayer: Int?, partCount: Int,
    isKnownByKeyOnly: Bool, checks: [[Condition]]
  ) {
    self.id = id
    self.typeName = typeName
    typeName8 = Array(typeName.utf8)
    self.fields = fields
    var copies = JSONMemberCopies()
    for field in fields {
      // A member that is absent from an abbreviated object is not null: the entity has it.
      let kinds = field.layer == 0 && referenceLayer != nil ? field.copyableKinds.subtracting(.null) : field.copyableKinds
      let member = kinds.isEmpty ? nil : field.valuePath?.singleName
      copies.append(member, of: field.layer, as: field.keyText, if: kinds, isKey: field.isKey)
    }
    self.copies = copies
    self.requirements = requirements
    self.partCount = partCount
    self.fetches = fetches
    self.referenceLayer = referenceLayer
    self.isKnownByKeyOnly = isKnownByKeyOnly
    entityLayers = fetches.indices.filter { fetches[$0].fetch.loadsEntity }.map { partCount + 1 + $0 }
    self.checks = checks
    isConditional = fields.contains { field in field.occurrences.contains { !$0.conditions.isEmpty } }
    isRestricted = fields.contains { $0.requirement != nil }
    var steps = fetches.enumerated().map { index, plan in
      Step(kind: .fetch(index), layers: plan.layers, requirements: Self.requirements(of: plan.fetch.inputs))
    }
    var loads: [LoadPlan] = []
    for (index, field) in (fields + requirements).enumerated() {
      for (part, source) in ([field.source] + field.parts).enumerated() {
        guard case .load(let load) = source else { continue }
        loads.append(LoadPlan(field: index, part: part, load: load))
        steps.append(Step(kind: .load(slot: load.slot), layers: load.layers, requirements: Self.requirements(of: load.inputs)))
      }
      // The objects in a loaded value are collected when it is loaded.
      if field.loads.isEmpty, field.selection?.needsFetch == true {
        steps.append(Step(kind: .expand(field: index), layers: field.layers))
      }
    }
    self.steps = steps
    self.loads = loads
    let all = fields + requirements
    let layers = all.reduce(into: LayerSet()) { $0.formUnion($1.layers) }
    ownPaths = Self.ownPaths(all, fetches, referenceLayer, partCount, layers)
  }

  private static func requirements(of inputs: [InputSource]) -> [Int] { inputs.compactMap(\.requirement) }

  /// The indexes of some fields of the response and of the requirements of their loaders, with the layers that all of them need.
  func needed(by active: [Int]) -> (fields: [Int], layers: LayerSet) {
    var indexes = active
    var layers: LayerSet = []
    var position = 0
    while position < indexes.count {
      let field = field(indexes[position])
      position += 1
      layers.formUnion(field.layers)
      guard !requirements.isEmpty else { continue }
      var required = field.loads.flatMap { Self.requirements(of: $0.inputs) }
      for (index, plan) in fetches.enumerated() where field.layers.contains(LayerSet(layer: layer(ofFetch: index))) {
        required += Self.requirements(of: plan.fetch.inputs)
      }
      for requirement in required where !indexes.contains(fields.count + requirement) { indexes.append(fields.count + requirement) }
    }
    return (indexes, layers)
  }

  /// The own paths of some of the fields, which need the given layers.
  func ownPaths(fields indexes: [Int], layers: LayerSet) -> [JSONPath] {
    Self.ownPaths(indexes.map { field($0) }, fetches, referenceLayer, partCount, layers)
  }

  private static func ownPaths(
    _ fields: [FieldPlan], _ fetches: [FetchPlan], _ referenceLayer: Int?, _ partCount: Int, _ layers: LayerSet
  ) -> [JSONPath] {
    guard let referenceLayer else { return [] }
    var paths: [JSONPath] = []
    func add(_ inputs: [InputSource]) {
      for input in inputs where input.layer == 0 && !input.isKey && input.requirement == nil && !paths.contains(input.path) {
        paths.append(input.path)
      }
    }
    for field in fields {
      for source in [field.source] + field.parts {
        switch source {
        case .value(let layer, let path, let isKey): add([InputSource(layer: layer, path: path, isKey: isKey)])
        case .load(let load): add(load.inputs)
        case .typename, .chosen: continue
        }
      }
    }
    for (index, plan) in fetches.enumerated() {
      let layer = partCount + 1 + index
      if layer != referenceLayer, layers.contains(LayerSet(layer: layer)) { add(plan.fetch.inputs) }
    }
    return paths
  }
}
