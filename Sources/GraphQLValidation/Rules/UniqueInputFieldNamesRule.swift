import GraphQLLanguage

/// Section 5.6.3 Input Object Field Uniqueness
///
/// A field of an input object is given once.
final class UniqueInputFieldNamesRule: ValidationRule {
  private var stack: [[String: SourceLocation]] = []

  override func enterValue(_ node: Value) {
    if case .object = node.content { stack.append([:]) }
  }

  override func leaveValue(_ node: Value) {
    if case .object = node.content { stack.removeLast() }
  }

  override func enterObjectField(_ node: Value.ObjectField) {
    guard let last = stack.indices.last else { return }
    if let first = stack[last][node.name.value] {
      context.report("There can be only one input field named \"\(node.name)\".", at: [first, node.name.location])
    } else {
      stack[last][node.name.value] = node.name.location
    }
  }
}
