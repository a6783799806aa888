import GraphQLExecution
import Synchronization

/// Who has provided an object, and what of it besides the usual: a subgraph, with what `@provides` adds at this place.
struct ProvidedObject: Hashable, Sendable {
  let subgraph: Int
  let provided: FieldSet
}

/// Numbers for the origins of objects. A subgraph without `@provides` has its own place as its number.
final class OriginTable: Sendable {
  private struct State {
    var objects: [ProvidedObject]
    var places: [ProvidedObject: Int] = [:]
  }

  // Grows by the field sets of the schema only, so it is bounded.
  private let state: Mutex<State>
  private let subgraphCount: Int

  init(subgraphCount: Int) {
    self.subgraphCount = subgraphCount
    state = Mutex(State(objects: (0..<subgraphCount).map { ProvidedObject(subgraph: $0, provided: .none) }))
  }

  func origin(of object: ProvidedObject) -> Origin {
    if object.provided.nodes.isEmpty { return .source(object.subgraph) }
    return state.withLock { state in
      if let known = state.places[object] { return .source(known) }
      state.objects.append(object)
      state.places[object] = state.objects.count - 1
      return .source(state.objects.count - 1)
    }
  }

  func object(of origin: Origin) -> ProvidedObject {
    guard case .source(let id) = origin else { return ProvidedObject(subgraph: -1, provided: .none) }
    if (0..<subgraphCount).contains(id) { return ProvidedObject(subgraph: id, provided: .none) }
    return state.withLock { state in
      state.objects.indices.contains(id) ? state.objects[id] : ProvidedObject(subgraph: -1, provided: .none)
    }
  }
}
