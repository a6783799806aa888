import GraphQLLanguage

/// Section 5.5.2.2 Fragment Spreads Must Not Form Cycles
///
/// A fragment does not spread itself, neither directly nor through others.
final class NoFragmentCyclesRule: ValidationRule {
  /// Fragments already followed: each cycle is found once.
  private var visited: Set<String> = []

  override func enterFragment(_ node: FragmentDefinition) {
    detectCycles(from: node)
  }

  private struct Step {
    let fragment: String
    let spreads: [FragmentSpread]
    var next = 0
  }

  /// A depth-first search with its own stack, since a chain of fragments may be long.
  private func detectCycles(from fragment: FragmentDefinition) {
    guard visited.insert(fragment.name.value).inserted else { return }
    var steps = [Step(fragment: fragment.name.value, spreads: context.spreads(in: fragment))]
    var path: [FragmentSpread] = []
    var indexInPath = [fragment.name.value: 0]
    while let step = steps.last {
      guard step.next < step.spreads.count, !context.isAborted else {
        indexInPath[step.fragment] = nil
        steps.removeLast()
        _ = path.popLast()
        continue
      }
      steps[steps.count - 1].next += 1
      let spread = step.spreads[step.next]
      let name = spread.name.value
      if let start = indexInPath[name] {
        report(name, cycle: path[start...] + [spread])
      } else if let target = context.fragments[name], visited.insert(name).inserted {
        path.append(spread)
        indexInPath[name] = path.count
        steps.append(Step(fragment: name, spreads: context.spreads(in: target)))
      }
    }
  }

  private func report(_ name: String, cycle: ArraySlice<FragmentSpread>) {
    let via = cycle.dropLast().map { "\"\($0.name)\"" }.joined(separator: ", ")
    context.report(
      "Cannot spread fragment \"\(name)\" within itself\(via.isEmpty ? "" : " via \(via)").", at: cycle.map(\.location))
  }
}
