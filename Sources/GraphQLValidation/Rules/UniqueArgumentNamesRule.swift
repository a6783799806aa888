import GraphQLLanguage

/// Section 5.4.2 Argument Uniqueness
///
/// An argument is given once.
final class UniqueArgumentNamesRule: ValidationRule {
  override func enterField(_ node: Field) {
    check(node.arguments)
  }

  override func enterDirective(_ node: Directive, on location: DirectiveLocation) {
    check(node.arguments)
  }

  private func check(_ arguments: [Argument]) {
    guard arguments.count > 1 else { return }
    for (name, places) in arguments.map(\.name).repeated {
      context.report("There can be only one argument named \"\(name)\".", at: places)
    }
  }
}
