import GraphQLLanguage

/// Finds input objects that contain themselves through fields that are never null: no finite value of them exists.
struct InputCycles {
  struct Cycle {
    let type: String
    let fields: [InputValueDefinition]
  }

  private struct Step {
    let type: InputObjectType
    var next = 0
  }

  /// Types already followed: each cycle is found once.
  private var visited: Set<String> = []

  /// The cycles reached from a type. A depth-first search with its own stack.
  mutating func find(from type: InputObjectType, in schema: Schema) -> [Cycle] {
    guard visited.insert(type.name).inserted else { return [] }
    var cycles: [Cycle] = []
    var steps = [Step(type: type)]
    var path: [InputValueDefinition] = []
    var indexInPath = [type.name: 0]
    while let step = steps.last {
      guard step.next < step.type.fields.count else {
        indexInPath[step.type.name] = nil
        steps.removeLast()
        _ = path.popLast()
        continue
      }
      steps[steps.count - 1].next += 1
      let field = step.type.fields[step.next]
      guard case .nonNull(.named(let name), _) = field.type, case .inputObject(let target) = schema.type(name.value) else { continue }
      if let start = indexInPath[target.name] {
        cycles.append(Cycle(type: target.name, fields: path[start...] + [field]))
      } else if visited.insert(target.name).inserted {
        path.append(field)
        indexInPath[target.name] = path.count
        steps.append(Step(type: target))
      }
    }
    return cycles
  }
}
