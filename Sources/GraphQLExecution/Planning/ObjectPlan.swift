import JSON

/// The objects that a field may hold: one plan for each object type.
final class SelectionPlan: Sendable {
  /// The field's named type.
  let typeName: String
  let isAbstract: Bool
  let variants: [ObjectPlan]
  /// Whether objects below need anything loaded.
  let needsFrame: Bool
  private let discriminator: Discriminator
  /// The string of each variant at the discriminator's place.
  private let tags: [[UInt8]]

  init(typeName: String, isAbstract: Bool, variants: [ObjectPlan], discriminator: Discriminator) {
    self.discriminator = discriminator
    tags = variants.map { Array((discriminator.strings[$0.typeName] ?? $0.typeName).utf8) }
    self.typeName = typeName
    self.isAbstract = isAbstract
    self.variants = variants
    needsFrame = variants.contains(where: \.needsFrame)
  }

  /// The plan for a value; nil when an abstract type's value does not say what it is.
  func variant(for value: JSONView) -> ObjectPlan? {
    guard isAbstract else { return variants.first }
    guard let tag = value.value(at: discriminator.path) else { return nil }
    return tags.firstIndex { tag.isString(utf8: $0) }.map { variants[$0] }
  }
}

/// What to do for objects of one type at one place of the operation.
final class ObjectPlan: Sendable {
  /// Its number in the operation.
  let id: Int
  let typeName: String
  let typeName8: [UInt8]
  let fields: [FieldPlan]
  let fetches: [FetchPlan]
  /// The layer that stands in for layer 0 where that is a mere key.
  let referenceLayer: Int?
  /// What to do before the objects can be written, each as soon as its layers are there.
  let steps: [Step]
  /// The fields that a loader gets, by slot.
  let loadedFields: [Int]
  /// Whether @skip and @include decide anything here.
  let isConditional: Bool
  /// The conditions of selections, in the order in which collecting the fields meets them.
  let checks: [[Condition]]

  struct FetchPlan: Sendable {
    let fetch: EntityFetch
    /// The layers that the fetch's key is read from, with all that those need.
    let layers: LayerSet
  }

  /// A piece of work on all objects of one place.
  struct Step: Sendable {
    enum Kind: Sendable {
      /// Load the layer of a fetch.
      case fetch(Int)
      /// Load the value of a field.
      case load(field: Int)
      /// Gather the objects that a field holds.
      case expand(field: Int)
    }

    let kind: Kind
    /// The layers that must be there before.
    let layers: LayerSet
  }

  var needsFrame: Bool { !steps.isEmpty }

  init(id: Int, typeName: String, fields: [FieldPlan], fetches: [FetchPlan], referenceLayer: Int?, checks: [[Condition]]) {
    self.id = id
    self.typeName = typeName
    typeName8 = Array(typeName.utf8)
    self.fields = fields
    self.fetches = fetches
    self.referenceLayer = referenceLayer
    self.checks = checks
    isConditional = fields.contains { field in field.occurrences.contains { !$0.conditions.isEmpty } }
    var steps = fetches.enumerated().map { Step(kind: .fetch($0), layers: $1.layers) }
    var loadedFields: [Int] = []
    for (index, field) in fields.enumerated() {
      if case .load = field.source {
        loadedFields.append(index)
        steps.append(Step(kind: .load(field: index), layers: field.layers))
      } else if field.selection?.needsFrame == true {
        steps.append(Step(kind: .expand(field: index), layers: field.layers))
      }
    }
    self.steps = steps
    self.loadedFields = loadedFields
  }
}
