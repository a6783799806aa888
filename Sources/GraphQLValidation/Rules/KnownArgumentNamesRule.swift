import GraphQLLanguage
import GraphQLSchema

/// Section 5.4.1 Argument Names
///
/// The field or directive takes every argument that it is given.
final class KnownArgumentNamesRule: ValidationRule {
  override func enterArgument(_ node: Argument, of field: Name?) {
    guard let field, !context.isKnownArgument, let definition = context.field?.definition, let parent = context.parentType else { return }
    let suggestion = context.suggestion(for: node.name.value, among: definition.arguments.map(\.name.value))
    context.report("Unknown argument \"\(node.name)\" on field \"\(parent.name).\(field)\".\(suggestion)", at: node.location)
  }

  override func enterDirective(_ node: Directive, on location: DirectiveLocation) {
    guard let definition = context.directive(node.name.value) else { return }
    for argument in node.arguments where definition.argument(argument.name.value) == nil {
      let suggestion = context.suggestion(for: argument.name.value, among: definition.arguments.map(\.name.value))
      context.report("Unknown argument \"\(argument.name)\" on directive \"@\(node.name)\".\(suggestion)", at: argument.location)
    }
  }
}
