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
  let fields: [FieldPlan]
  /// For each field, how completion copies its value.
  let copies: [LeafCopy]
  /// The response keys and member names of the copies.
  let copiedNames: [UInt8]
  let fetches: [FetchPlan]
  /// The layer that replaces layer 0 of an entity reference.
  let referenceLayer: Int?
  /// Whether the origin of the objects knows nothing of them but their key.
  let isKnownByKeyOnly: Bool
  /// The layers that are the entity, not the value of a single field.
  let entityLayers: [Int]
  /// The steps of the fetch phase. Each is performed when the layers that it depends on are loaded.
  let steps: [Step]
  /// The indexes of the fields with loaders, by slot.
  let loadedFields: [Int]
  /// Whether fields depend on `@skip` or `@include`.
  let isConditional: Bool
  /// The conditions of each selection with directives, in the order in which CollectFields() evaluates them.
  let checks: [[Condition]]

  /// A value that completion copies from a member of a layer, if the member's kind is one of the given. It refers to nothing, so that reading
  /// it retains nothing.
  struct LeafCopy: Sendable {
    let kinds: JSONCopyableKinds
    let layer: Int
    /// The response key as JSON text with its colon, and the member's name, in `copiedNames`.
    let key: Range<Int>
    let member: Range<Int>
  }

  struct FetchPlan: Sendable {
    let fetch: EntityFetch
    /// The layers that the key depends on, directly and indirectly.
    let layers: LayerSet
  }

  /// A step of the fetch phase for all objects of the plan.
  struct Step: Sendable {
    enum Kind: Sendable {
      /// Loads a layer.
      case fetch(Int)
      /// Loads the value of a field.
      case load(field: Int)
      /// Collects the objects in the value of a field.
      case expand(field: Int)
    }

    let kind: Kind
    /// The layers that must be loaded before.
    let layers: LayerSet
  }

  var needsFetch: Bool { !steps.isEmpty }

  init(
    id: Int, typeName: String, fields: [FieldPlan], fetches: [FetchPlan], referenceLayer: Int?, isKnownByKeyOnly: Bool,
    checks: [[Condition]]
  ) {
    self.id = id
    self.typeName = typeName
    typeName8 = Array(typeName.utf8)
    self.fields = fields
    var names: [UInt8] = []
    copies = fields.map { field in
      let start = names.count
      names += field.keyText
      let middle = names.count
      names += field.valuePath?.singleName ?? []
      return LeafCopy(kinds: field.copyableKinds, layer: field.layer, key: start..<middle, member: middle..<names.count)
    }
    copiedNames = names
    self.fetches = fetches
    self.referenceLayer = referenceLayer
    self.isKnownByKeyOnly = isKnownByKeyOnly
    entityLayers = fetches.indices.filter { fetches[$0].fetch.loadsEntity }.map { $0 + 1 }
    self.checks = checks
    isConditional = fields.contains { field in field.occurrences.contains { !$0.conditions.isEmpty } }
    var steps = fetches.enumerated().map { Step(kind: .fetch($0), layers: $1.layers) }
    var loadedFields: [Int] = []
    for (index, field) in fields.enumerated() {
      if case .load = field.source {
        loadedFields.append(index)
        steps.append(Step(kind: .load(field: index), layers: field.layers))
      } else if field.selection?.needsFetch == true {
        steps.append(Step(kind: .expand(field: index), layers: field.layers))
      }
    }
    self.steps = steps
    self.loadedFields = loadedFields
  }
}
