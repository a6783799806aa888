import GraphQLLanguage
import GraphQLSchema

/// Section 5.4.3 Required Arguments
///
/// Each argument of a non-null type without a default value is provided.
func providedRequiredArgumentsRule(_ context: ValidationContext) -> RuleListeners {
  RuleListeners(
    leaveField: { node in
      guard let field = context.field else { return }
      for argument in field.requiredArguments where !isProvided(argument, node.arguments) {
        context.report(
          "Field \"\(node.name)\" argument \"\(argument.name)\" of type \"\(argument.type)\" is required, but it was not provided.",
          at: node.location)
      }
    },
    leaveDirective: { node in
      guard let definition = context.directive(node.name.value) else { return }
      for argument in definition.arguments where argument.isRequired && !isProvided(argument, node.arguments) {
        context.report(
          "Directive \"@\(node.name)\" argument \"\(argument.name)\" of type \"\(argument.type)\" is required, but it was not provided.",
          at: node.location)
      }
    })
}

private func isProvided(_ definition: InputValueDefinition, _ arguments: [Argument]) -> Bool {
  arguments.contains { $0.name.value == definition.name.value }
}
