import GraphQLLanguage
import GraphQLSchema

/// Section 5.3.1 Field Selections
///
/// A field exists in the type that it is selected from.
final class FieldsOnCorrectTypeRule: ValidationRule {
  override func enterField(_ node: Field) {
    guard let parent = context.parentType, context.field == nil else { return }
    let name = node.name.value
    var suggestion = ""
    if context.options.suggestsNames {
      suggestion = Suggestion.question(typesWith(field: name, parent), about: "to use an inline fragment on")
      if suggestion.isEmpty { suggestion = context.suggestion(for: name, among: parent.fields.map(\.name.value)) }
    }
    context.report("Cannot query field \"\(name)\" on type \"\(parent.name)\".\(suggestion)", at: node.location)
  }

  /// The possible types of an abstract type, and their interfaces, that have a field: those that occur most often first, then interfaces
  /// before what implements them, then by name.
  private func typesWith(field: String, _ type: NamedType) -> [String] {
    guard type.isAbstract, !context.isAborted else { return [] }
    var count: [String: Int] = [:]
    var found: [NamedType] = []
    for object in context.schema.possibleTypes(of: type) where object.field(field) != nil {
      found.append(.object(object))
      count[object.name] = 1
      for name in object.interfaces {
        guard let interface = context.schema.type(name), interface.field(field) != nil else { continue }
        if count[name] == nil { found.append(interface) }
        count[name, default: 0] += 1
      }
    }
    return sorted(found) { left, right in
      let (leftCount, rightCount) = (count[left.name] ?? 0, count[right.name] ?? 0)
      if leftCount != rightCount { return leftCount > rightCount }
      if left.isAbstract, context.schema.isSubtype(right.name, of: left.name) { return true }
      if right.isAbstract, context.schema.isSubtype(left.name, of: right.name) { return false }
      return NaturalOrder.isBefore(left.name, right.name)
    }.map(\.name)
  }

  /// The types sorted by binary insertion behind the run that they begin with, which is what the sorts of JavaScript and Python do with a few
  /// elements. The rule can go round in a ring (A before B by name, B before I by name, I before A as its interface), so that the
  /// algorithm decides the words.
  private func sorted(_ types: [NamedType], _ isBefore: (NamedType, NamedType) -> Bool) -> [NamedType] {
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
}
