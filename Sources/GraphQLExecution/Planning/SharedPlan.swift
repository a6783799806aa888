import GraphQLLanguage

/// A plan that was built before, for the same selection sets on the same type.
///
/// Without it an abstract field in an abstract field in an abstract field would be planned once for each series of possible types.
struct SharedPlan {
  let plan: ObjectPlan
  /// How many objects can be nested in it.
  let height: Int
}

/// What a plan depends on.
struct SharedPlanKey: Hashable {
  private struct SelectedSet: Hashable {
    let location: SourceLocation
    let conditions: [Condition]
    /// Equal conditions may stand at different places, and errors name the place.
    let conditionLocations: [SourceLocation]
  }

  private let type: String
  private let origin: Origin
  private let sets: [SelectedSet]

  /// Nil for selection sets that no text stands behind: they cannot be told apart.
  init?(type: String, origin: Origin, sets: [(set: SelectionSet, conditions: [Condition])]) {
    guard sets.allSatisfy(\.set.location.isKnown) else { return nil }
    self.type = type
    self.origin = origin
    self.sets = sets.map {
      SelectedSet(location: $0.set.location, conditions: $0.conditions, conditionLocations: $0.conditions.map(\.location))
    }
  }
}
