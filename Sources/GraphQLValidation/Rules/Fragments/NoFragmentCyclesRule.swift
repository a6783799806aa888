import GraphQLLanguage

/// Section 5.5.2.2 Fragment Spreads Must Not Form Cycles
///
/// A fragment does not spread itself, neither directly nor through other fragments.
func noFragmentCyclesRule(_ context: ValidationContext) -> RuleListeners {
  /// A fragment is followed once, so that each cycle is reported once.
  var visited: Set<String> = []
  return RuleListeners(enterFragment: { context.reportCycles(from: $0, &visited) })
}

private struct Step {
  let fragment: String
  let spreads: [FragmentSpread]
  var next = 0
}

extension ValidationContext {
  /// A depth-first search with an explicit stack, because a chain of fragments can be long.
  fileprivate func reportCycles(from fragment: FragmentDefinition, _ visited: inout Set<String>) {
    guard visited.insert(fragment.name.value).inserted else { return }
    var steps = [Step(fragment: fragment.name.value, spreads: spreads(in: fragment))]
    var path: [FragmentSpread] = []
    var indexInPath = [fragment.name.value: 0]
    while let step = steps.last {
      guard step.next < step.spreads.count, !isAborted else {
        indexInPath[step.fragment] = nil
        steps.removeLast()
        _ = path.popLast()
        continue
      }
      steps[steps.count - 1].next += 1
      let spread = step.spreads[step.next]
      let name = spread.name.value
      if let start = indexInPath[name] {
        reportCycle(of: name, path[start...] + [spread])
      } else if let target = fragments[name], visited.insert(name).inserted {
        path.append(spread)
        indexInPath[name] = path.count
        steps.append(Step(fragment: name, spreads: spreads(in: target)))
      }
    }
  }

  private func reportCycle(of name: String, _ cycle: ArraySlice<FragmentSpread>) {
    let via = cycle.dropLast().map { "\"\($0.name)\"" }.joined(separator: ", ")
    report("Cannot spread fragment \"\(name)\" within itself\(via.isEmpty ? "" : " via \(via)").", at: cycle.map(\.location))
  }
}
