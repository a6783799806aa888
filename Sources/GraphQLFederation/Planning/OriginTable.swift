import GraphQLExecution
import Synchronization

/// The subgraph that returned an object, and the fields that `@provides` adds to it.
struct ProvidedObject: Hashable, Sendable {
  let subgraph: Int
  let provided: FieldSet
}

/// Assigns numbers to the origins of objects. Without `@provides`, the number is the index of the subgraph.
final class OriginTable: Sendable {
  private struct State {
    var objects: [ProvidedObject]
    var numbers: [ProvidedObject: Int] = [:]
  }

  // Bounded by the number of field sets in the schema.
  private let state: Mutex<State>
  private let subgraphCount: Int

  init(subgraphCount: Int) {
    self.subgraphCount = subgraphCount
    state = Mutex(State(objects: (0..<subgraphCount).map { ProvidedObject(subgraph: $0, provided: .none) }))
  }

  func origin(of object: ProvidedObject) -> Origin {
    if object.provided.nodes.isEmpty { return .source(object.subgraph) }
    return state.withLock { state in
      if let known = state.numbers[object] { return .source(known) }
      state.objects.append(object)
      state.numbers[object] = state.objects.count - 1
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
