import GraphQLExecution
import Synchronization

/// The subgraph that returned an object, and the fields that `@provides` adds to it.
struct ProvidedObject: Hashable, Sendable {
  let subgraph: Int
  let provided: FieldSet
}

/// Assigns numbers to the origins of objects. An origin is one subgraph, or several that give parts of the object. For one subgraph without
/// `@provides`, the number is the index of the subgraph.
final class OriginTable: Sendable {
  private struct State {
    var objects: [[ProvidedObject]]
    var numbers: [[ProvidedObject]: Int] = [:]
  }

  // Bounded by the number of field sets and of sets of sharing subgraphs in the schema.
  private let state: Mutex<State>
  private let subgraphCount: Int

  init(subgraphCount: Int) {
    self.subgraphCount = subgraphCount
    state = Mutex(State(objects: (0..<subgraphCount).map { [ProvidedObject(subgraph: $0, provided: .none)] }))
  }

  func origin(of object: ProvidedObject) -> Origin { origin(of: [object]) }

  /// The origin of an object with parts. The first part decides whether the object exists and of which type it is.
  func origin(of parts: [ProvidedObject]) -> Origin {
    if parts.count == 1, parts[0].provided.nodes.isEmpty { return .source(parts[0].subgraph) }
    return state.withLock { state in
      if let known = state.numbers[parts] { return .source(known) }
      state.objects.append(parts)
      state.numbers[parts] = state.objects.count - 1
      return .source(state.objects.count - 1)
    }
  }

  /// The parts of an object; at least one.
  func parts(of origin: Origin) -> [ProvidedObject] {
    let unknown = [ProvidedObject(subgraph: -1, provided: .none)]
    guard case .source(let id) = origin else { return unknown }
    if (0..<subgraphCount).contains(id) { return [ProvidedObject(subgraph: id, provided: .none)] }
    return state.withLock { state in state.objects.indices.contains(id) ? state.objects[id] : unknown }
  }
}
