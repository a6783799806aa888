import GraphQLExecution
import Synchronization

/// Chooses the sources of a field whose objects do not have all their fields in each subgraph that gives them.
///
/// If one source leads to all that is selected, the nearest such source is taken. Otherwise several sources give parts of the objects.
struct PartChoice {
  struct Candidate {
    let choice: Reachability.Choice
    let provider: ProvidedObject
    let wave: Int
  }

  let planner: FederationPlanner

  private var supergraph: Supergraph { planner.supergraph }

  /// The choices for a field; nil when each of the nearest candidates leads to everything that can be selected.
  ///
  /// - Parameter type: the type of the object that has the field.
  func choices(for field: String, on type: String, _ candidates: [Candidate], _ selected: SelectedSets) -> [Reachability.Choice]? {
    guard candidates.count > 1, selected.contains(field) else { return nil }
    let nearest = candidates.filter { $0.wave == candidates[0].wave }
    if nearest.allSatisfy({ isComplete($0.provider, field, on: type, planner.complete) }) { return nil }
    var taken: [Candidate] = []
    var missing = Int.max
    // Each round adds the candidate that leaves least to be found. That can be more than before, when a field is reached and not all below it.
    while missing > 0, taken.count < candidates.count {
      var best: (candidate: Candidate, missing: Int)?
      for candidate in candidates where !taken.contains(where: { $0.choice == candidate.choice }) {
        let open = unserved(field, on: type, (taken + [candidate]).map(\.provider), selected)
        if open < best?.missing ?? .max { best = (candidate, open) }
      }
      guard let best else { break }
      taken.append(best.candidate)
      missing = best.missing
    }
    guard missing == 0 else { return nil }
    for candidate in taken.dropLast() where taken.count > 1 {
      let rest = taken.filter { $0.choice != candidate.choice }
      if unserved(field, on: type, rest.map(\.provider), selected) == 0 { taken = rest }
    }
    return taken.map(\.choice)
  }

  /// Whether each field below an object of a provider can be reached.
  func isComplete(_ provider: ProvidedObject, _ field: String, on type: String, _ complete: Set<Satisfiability.Object>) -> Bool {
    let origin = planner.origins.origin(of: provider)
    return objects(of: field, on: type, provider.subgraph).allSatisfy { complete.contains(.init(type: $0, origin: origin)) }
  }

  private func objects(of field: String, on type: String, _ subgraph: Int) -> [String] {
    guard let reference = supergraph.type(type, in: subgraph)?.field(field)?.type else { return [] }
    return supergraph.objects(of: reference.namedType.value, in: subgraph)
  }

  /// The number of selected fields that objects with the given parts do not lead to.
  private func unserved(_ field: String, on type: String, _ parts: [ProvidedObject], _ selected: SelectedSets) -> Int {
    let origin = planner.origins.origin(of: parts)
    let key = selected.memo.flatMap { _ in
      selected.locations(of: field).map { SelectionMemo.Key(type: type, field: field, origin: origin, locations: $0) }
    }
    if let key, let known = selected.memo?[key] { return known }
    var count = 0
    for object in objects(of: field, on: type, parts[0].subgraph) where !planner.complete.contains(.init(type: object, origin: origin)) {
      let (names, below) = selected.below(field) { planner.applies($0, to: object) }
      let reach = planner.reachability(of: .init(type: object, origin: origin))
      for name in names.sorted() {
        let providers = reach.candidates(for: name).map { reach.provider(of: name, $0.choice) }
        guard !providers.isEmpty else {
          count += 1
          continue
        }
        guard below.contains(name) else { continue }
        var least = providers.map { unserved(name, on: object, [$0], below) }.min() ?? 0
        if least > 0, providers.count > 1 { least = min(least, unserved(name, on: object, providers, below)) }
        count += least
      }
    }
    if let key { selected.memo?[key] = count }
    return count
  }
}

/// How to reach the fields of objects with several parts, computed when an operation first selects them.
final class CombinedReachability: Sendable {
  // Bounded by the sets of parts in the schema.
  private let known = Mutex<[Satisfiability.Object: Reachability]>([:])

  func value(for object: Satisfiability.Object, _ make: () -> Reachability) -> Reachability {
    if let found = known.withLock({ $0[object] }) { return found }
    let made = make()
    known.withLock { $0[object] = made }
    return made
  }
}
