import GraphQLLanguage

/// Finds input objects that reference themselves through non-null fields: they have no finite value.
struct InputCycles {
  struct Cycle {
    let type: String
    let fields: [InputValueDefinition]
  }

  private struct Step {
    let type: InputObjectType
    var next = 0
  }

  /// A type is followed once, so that each cycle is found once.
  private var visited: Set<String> = []

  /// The cycles that are reachable from a type. A depth-first search with an explicit stack.
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

/// Finds default values of input fields that reference themselves: `input A { a: A = {} }` has no finite value.
///
/// Source: GraphQL specification, September 2025, section 3.10, InputObjectDefaultValueHasCycle().
struct DefaultValueCycles {
  /// An input field of an input object type that has a default value.
  struct DefaultedField {
    let coordinate: String
    let type: InputObjectType
    let value: Value
  }

  private struct Step {
    let field: DefaultedField
    var next: [DefaultedField]
  }

  private let schema: Schema

  init(_ schema: Schema) {
    self.schema = schema
  }

  /// Each cycle once, as its fields in the order of the references. A depth-first search with an explicit stack.
  func find() -> [[DefaultedField]] {
    var cycles: [[DefaultedField]] = []
    var visited: Set<String> = []
    var indexInPath: [String: Int] = [:]
    for case .inputObject(let type) in schema.types {
      for start in type.fields.compactMap({ defaulted($0, of: type) }) where visited.insert(start.coordinate).inserted {
        var path = [Step(field: start, next: needed(by: start.value, of: start.type))]
        indexInPath[start.coordinate] = 0
        while let field = path.last?.field {
          guard let next = path[path.count - 1].next.popLast() else {
            indexInPath[field.coordinate] = nil
            path.removeLast()
            continue
          }
          if let index = indexInPath[next.coordinate] {
            cycles.append(path[index...].map(\.field))
          } else if visited.insert(next.coordinate).inserted {
            indexInPath[next.coordinate] = path.count
            path.append(Step(field: next, next: needed(by: next.value, of: next.type)))
          }
        }
      }
    }
    return cycles
  }

  /// The fields whose default values complete a literal, the last one first.
  private func needed(by literal: Value, of type: InputObjectType) -> [DefaultedField] {
    switch literal.content {
    case .list(let elements): return elements.reversed().flatMap { needed(by: $0, of: type) }
    case .object:
      return type.fields.reversed().flatMap { field -> [DefaultedField] in
        guard let given = literal[field.name.value] else { return defaulted(field, of: type).map { [$0] } ?? [] }
        guard case .inputObject(let inner) = schema.namedType(of: field.type) else { return [] }
        return needed(by: given, of: inner)
      }
    default: return []
    }
  }

  private func defaulted(_ field: InputValueDefinition, of type: InputObjectType) -> DefaultedField? {
    guard let value = field.defaultValue, case .inputObject(let inner) = schema.namedType(of: field.type) else { return nil }
    return DefaultedField(coordinate: "\(type.name).\(field.name)", type: inner, value: value)
  }
}
