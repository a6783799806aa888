import JSON
import Synchronization

/// The upstream bound of a plan that was computed last. Most requests of an operation ask for lists of the same sizes.
final class KnownUpstreamCalls: Sendable {
  private struct Key: Equatable {
    let assumedListSize: Int
    /// The values of the variables that limit lists.
    let limits: [JSONValue?]
  }

  private struct State {
    /// The variables that limit lists, each once. Nil before the first use.
    var variables: [String]?
    var known: (key: Key, calls: Int)?
  }

  private let state = Mutex(State())

  fileprivate func calls(_ plan: OperationPlan, _ variables: VariableValues, _ assumedListSize: Int) -> Int {
    let (key, known) = state.withLock { state in
      let names = state.variables ?? plan.slicingVariables
      state.variables = names
      let key = Key(assumedListSize: assumedListSize, limits: names.map { variables[$0] })
      return (key, state.known.flatMap { $0.key == key ? $0.calls : nil })
    }
    if let known { return known }
    let calls = plan.upstreamBound(variables: variables, assumedListSize: assumedListSize, countsEntityReferences: true).calls
    state.withLock { $0.known = (key, calls) }
    return calls
  }
}

extension OperationPlan {
  /// The maximum number of upstream calls, if services send entity references wherever they may. See `upstreamBound`.
  ///
  /// Remembers the last result, so that it costs little for each request.
  public func upstreamCalls(_ variables: VariableValues, assumedListSize: Int) -> Int {
    knownCalls.calls(self, variables, assumedListSize)
  }

  fileprivate var slicingVariables: [String] { Set(fields.flatMap(\.arguments.slicingVariables)).sorted() }
}

extension ArgumentsPlan {
  /// The variables that are the whole value of an argument that limits a list.
  fileprivate var slicingVariables: [String] { variables(ofArguments: SlicingArguments.contains) }
}
