import GraphQLLanguage
import GraphQLSchema

/// Section 5.3.2 Field Selection Merging
///
/// Fields of one response key are the same field with the same arguments, or belong to objects that are never the same and have types of
/// one shape.
final class OverlappingFieldsCanBeMergedRule: ValidationRule {
  /// What the check may cost, in fields looked at: many times what the largest document within the parser's limits needs.
  private static let maximumWork = 1_000_000
  /// What finding the conflicts may cost, in pairs of fields.
  private static let maximumPairs = 100_000

  private var outcome = FieldMergeCheck.Outcome.mergeable
  private var finder: FieldConflictFinder?
  private var nextSelectionSet = 0
  private var hasReported = false

  override func enterDocument(_ node: Document) {
    let index = FieldIndex(node, schema: context.schema)
    var check = FieldMergeCheck(index, maximumWork: Self.maximumWork)
    outcome = check.run()
    if case .mergeable = outcome { return }
    finder = FieldConflictFinder(index, maximumWork: Self.maximumPairs)
  }

  override func enterSelectionSet(_ node: SelectionSet) {
    let number = nextSelectionSet
    nextSelectionSet += 1
    for conflict in finder?.conflicts(in: number) ?? [] {
      hasReported = true
      context.report(conflict.message, at: conflict.leftPlaces + conflict.rightPlaces)
    }
  }

  override func leaveDocument(_ node: Document) {
    guard !hasReported else { return }
    switch outcome {
    case .mergeable: return
    case .conflict(let key, let reason, let places): context.report(FieldConflict.message(key: key, reason: reason), at: places)
    case .undecided: context.report("The document is too complex to check that its fields can be merged.", at: [])
    }
  }
}
