import GraphQLLanguage

/// Which directives a subgraph may use. What is not supported yet is refused rather than ignored.
enum DirectiveChecks {
  /// Directives that composition or a connector reads, or that may be ignored without changing what a client gets.
  static let supported: Set<String> = [
    "key", "shareable", "link", "tag", "cacheControl", "service", "rest", "json", "deprecated", "specifiedBy", "oneOf",
  ]
  static let notYet: Set<String> = [
    "external", "requires", "provides", "override", "inaccessible", "extends", "interfaceObject", "composeDirective", "authenticated",
    "requiresScopes", "policy", "context", "fromContext", "cost", "listSize",
  ]
  /// What clients see in the API schema.
  static let visible: Set<String> = ["deprecated", "specifiedBy", "oneOf"]

  static func errors(in subgraph: Subgraph) -> [CompositionError] {
    var errors: [CompositionError] = []
    func check(_ directives: [Directive]) {
      for directive in directives {
        let name = directive.name.value
        if supported.contains(name) || subgraph.ownDirectives.contains(name) { continue }
        let reason = notYet.contains(name) ? "\"@\(name)\" is not supported yet." : "Unknown directive \"@\(name)\"."
        errors.append(CompositionError(reason, at: subgraph.place(directive.location)))
      }
    }
    check(subgraph.schemaDirectives)
    for directive in subgraph.schemaDirectives where directive.name.value == "link" {
      guard case .list(let imports)? = directive.value(of: "import")?.content else { continue }
      for item in imports where item.stringValue == nil {
        errors.append(CompositionError("Importing under another name is not supported yet.", at: subgraph.place(item.location)))
      }
    }
    for type in subgraph.typeNames.compactMap({ subgraph.types[$0] }) {
      check(type.directives)
      for field in type.fields {
        check(field.directives)
        for argument in field.arguments { check(argument.directives) }
      }
      for field in type.inputFields { check(field.directives) }
      for value in type.values { check(value.directives) }
    }
    return errors
  }
}
