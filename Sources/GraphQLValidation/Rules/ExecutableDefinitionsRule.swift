import GraphQLLanguage

/// Section 5.1.1 Executable Definitions
///
/// A request's document holds only operations and fragments.
final class ExecutableDefinitionsRule: ValidationRule {
  override func enterDocument(_ node: Document) {
    for definition in node.definitions where !definition.isExecutable {
      context.report("The \(name(of: definition)) definition is not executable.", at: definition.location)
    }
  }

  private func name(of definition: Definition) -> String {
    switch definition {
    case .type(let node), .typeExtension(let node): "\"\(node.name)\""
    case .directive(let node): "\"\(node.name)\""
    case .schema, .schemaExtension, .operation, .fragment: "schema"
    }
  }
}
