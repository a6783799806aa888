import GraphQLLanguage
import GraphQLSchema

/// The maximum cost of the check, in fields visited: far more than the largest document within the parser's limits needs.
private let maximumWork = 1_000_000
/// The maximum cost of finding all conflicts, in pairs of fields.
private let maximumPairs = 100_000

/// Section 5.3.2 Field Selection Merging
///
/// Fields with the same response key are the same field with the same arguments, or belong to different object types and have the same
/// response shape.
func overlappingFieldsCanBeMergedRule(_ context: ValidationContext) -> RuleListeners {
  let index = FieldIndex(context.document, schema: context.schema)
  var check = FieldMergeCheck(index, maximumWork: maximumWork)
  let outcome = check.run()
  if case .mergeable = outcome { return RuleListeners() }

  var finder = FieldConflictFinder(index, maximumWork: maximumPairs)
  var nextSelectionSet = 0
  var hasReported = false
  return RuleListeners(
    leaveDocument: { _ in
      guard !hasReported else { return }
      switch outcome {
      case .mergeable: return
      case .conflict(let key, let reason, let locations):
        context.report(FieldConflict.message(key: key, reason: reason), at: locations)
      case .undecided: context.report("The document is too complex to check that its fields can be merged.", at: [])
      }
    },
    enterSelectionSet: { _ in
      let number = nextSelectionSet
      nextSelectionSet += 1
      for conflict in finder.conflicts(in: number) {
        hasReported = true
        context.report(conflict.message, at: conflict.leftLocations + conflict.rightLocations)
      }
    })
}
