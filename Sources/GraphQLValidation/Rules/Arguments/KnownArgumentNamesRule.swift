import GraphQLLanguage
import GraphQLSchema

/// Section 5.4.1 Argument Names
///
/// The field or directive defines each argument that is provided.
func knownArgumentNamesRule(_ context: ValidationContext) -> RuleListeners {
  RuleListeners(
    enterDirective: { node in
      guard let definition = context.directive(node.name.value) else { return }
      for argument in node.arguments where definition.argument(argument.name.value) == nil {
        let suggestion = context.suggestion(for: argument.name.value, among: definition.arguments.map(\.name.value))
        context.report("Unknown argument \"\(argument.name)\" on directive \"@\(node.name)\".\(suggestion)", at: argument.location)
      }
    },
    enterArgument: { node in
      guard !context.isKnownArgument, context.directiveLocation == nil, let field = context.field?.definition,
        let parent = context.parentType
      else { return }
      let suggestion = context.suggestion(for: node.name.value, among: field.arguments.map(\.name.value))
      context.report("Unknown argument \"\(node.name)\" on field \"\(parent.name).\(field.name)\".\(suggestion)", at: node.location)
    })
}
