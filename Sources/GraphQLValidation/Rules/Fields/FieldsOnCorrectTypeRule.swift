import GraphQLLanguage
import GraphQLSchema

/// Section 5.3.1 Field Selections
///
/// The type that a field is selected from has that field.
func fieldsOnCorrectTypeRule(_ context: ValidationContext) -> RuleListeners {
  RuleListeners(enterField: { node in
    guard context.field == nil, let parent = context.parentType else { return }
    let name = node.name.value
    var suggestion = ""
    if context.options.suggestsNames {
      suggestion = Suggestion.question(context.typesToSuggest(for: name, parent), about: "to use an inline fragment on")
      if suggestion.isEmpty { suggestion = context.suggestion(for: name, among: parent.fields.map(\.name.value)) }
    }
    context.report("Cannot query field \"\(name)\" on type \"\(parent.name)\".\(suggestion)", at: node.location)
  })
}

extension ValidationContext {
  /// The possible types of an abstract type, and their interfaces, that have a field: those that occur most often first, then interfaces
  /// before the types that implement them, then by name.
  fileprivate func typesToSuggest(for field: String, _ type: NamedType) -> [String] {
    guard type.isAbstract, !isAborted else { return [] }
    var count: [String: Int] = [:]
    var found: [NamedType] = []
    for object in schema.possibleTypes(of: type) where object.field(field) != nil {
      found.append(.object(object))
      count[object.name] = 1
      for name in object.interfaces {
        guard let interface = schema.type(name), interface.field(field) != nil else { continue }
        if count[name] == nil { found.append(interface) }
        count[name, default: 0] += 1
      }
    }
    return binaryInsertionSort(found) { left, right in
      let (leftCount, rightCount) = (count[left.name] ?? 0, count[right.name] ?? 0)
      if leftCount != rightCount { return leftCount > rightCount }
      if left.isAbstract, schema.isSubtype(right.name, of: left.name) { return true }
      if right.isAbstract, schema.isSubtype(left.name, of: right.name) { return false }
      return NaturalOrder.isBefore(left.name, right.name)
    }.map(\.name)
  }
}

/// Sorts types as the sorts of JavaScript and Python sort short arrays: a binary insertion sort after the initial run.
///
/// graphql-js's order of suggestions is not transitive (A before B by name, B before I by name, I before A as its interface), so the result
/// depends on the algorithm.
private func binaryInsertionSort(_ types: [NamedType], _ isBefore: (NamedType, NamedType) -> Bool) -> [NamedType] {
  guard types.count > 1 else { return types }
  var result = [types[0]]
  let descends = isBefore(types[1], types[0])
  var next = 1
  while next < types.count, isBefore(types[next], types[next - 1]) == descends {
    result.append(types[next])
    next += 1
  }
  if descends { result.reverse() }
  for type in types[next...] {
    var (low, high) = (0, result.count)
    while low < high {
      let middle = low + (high - low) / 2
      if isBefore(type, result[middle]) { high = middle } else { low = middle + 1 }
    }
    result.insert(type, at: low)
  }
  return result
}
