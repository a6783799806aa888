/// The response keys of a position with their fields, so that selections can be merged.
///
/// Section 5.3.2, FieldsInSetCanMerge(), for a schema whose composite types are all object types.
final class ResponseShape {
  private var fields: [String: (signature: String, below: ResponseShape)] = [:]

  /// Whether the selections can be merged with the existing ones.
  func accepts(_ selections: [Selection], _ fragments: [String: RandomQuery.Fragment]) -> Bool {
    selections.allSatisfy { selection in
      switch selection {
      case .field(let field):
        guard let known = fields[field.key] else { return true }
        return known.signature == field.signature && known.below.accepts(field.selections, fragments)
      case .inline(_, _, let selections): return accepts(selections, fragments)
      case .spread(let name, _): return accepts(fragments[name]?.selections ?? [], fragments)
      }
    }
  }

  /// Adds selections that can be merged.
  func add(_ selections: [Selection], _ fragments: [String: RandomQuery.Fragment]) {
    for selection in selections {
      switch selection {
      case .field(let field):
        let below = fields[field.key]?.below ?? ResponseShape()
        fields[field.key] = (field.signature, below)
        below.add(field.selections, fragments)
      case .inline(_, _, let selections): add(selections, fragments)
      case .spread(let name, _): add(fragments[name]?.selections ?? [], fragments)
      }
    }
  }
}
