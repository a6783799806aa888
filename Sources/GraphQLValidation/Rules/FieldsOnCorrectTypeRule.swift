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
    found.sort { left, right in
      let (leftCount, rightCount) = (count[left.name] ?? 0, count[right.name] ?? 0)
      if leftCount != rightCount { return leftCount > rightCount }
      if left.isAbstract, context.schema.isSubtype(right.name, of: left.name) { return true }
      if right.isAbstract, context.schema.isSubtype(left.name, of: right.name) { return false }
      return NaturalOrder.isBefore(left.name, right.name)
    }
    return found.map(\.name)
  }
}
