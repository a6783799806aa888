import GraphQLLanguage
import GraphQLSchema

/// Section 5.4.3 Required Arguments
///
/// Arguments that have no default value and are never null are given.
final class ProvidedRequiredArgumentsRule: ValidationRule {
  override func leaveField(_ node: Field) {
    guard let field = context.field else { return }
    for argument in field.requiredArguments where !isGiven(argument, node.arguments) {
      context.report(
        "Field \"\(node.name)\" argument \"\(argument.name)\" of type \"\(argument.type)\" is required, but it was not provided.",
        at: node.location)
    }
  }

  override func leaveDirective(_ node: Directive) {
    guard let definition = context.directive(node.name.value) else { return }
    for argument in definition.arguments where argument.isRequired && !isGiven(argument, node.arguments) {
      context.report(
        "Directive \"@\(node.name)\" argument \"\(argument.name)\" of type \"\(argument.type)\" is required, but it was not provided.",
        at: node.location)
    }
  }

  private func isGiven(_ definition: InputValueDefinition, _ arguments: [Argument]) -> Bool {
    arguments.contains { $0.name.value == definition.name.value }
  }
}
