import GraphQLLanguage

/// Section 5.2.2.1 Operation Name Uniqueness
///
/// No two operations have one name.
final class UniqueOperationNamesRule: ValidationRule {
  private var known: [String: Name] = [:]

  override func enterOperation(_ node: OperationDefinition) {
    guard let name = node.name else { return }
    if let first = known[name.value] {
      context.report("There can be only one operation named \"\(name)\".", at: [first.location, name.location])
    } else {
      known[name.value] = name
    }
  }
}
