import GraphQLLanguage

/// Section 5.1.1 Executable Definitions
///
/// A document that is executed contains only operations and fragments.
func executableDefinitionsRule(_ context: ValidationContext) -> RuleListeners {
  RuleListeners(enterDocument: { document in
    for definition in document.definitions where !definition.isExecutable {
      context.report("The \(name(of: definition)) definition is not executable.", at: definition.location)
    }
  })
}

private func name(of definition: Definition) -> String {
  switch definition {
  case .type(let node), .typeExtension(let node): "\"\(node.name)\""
  case .directive(let node): "\"\(node.name)\""
  case .schema, .schemaExtension, .operation, .fragment: "schema"
  }
}
