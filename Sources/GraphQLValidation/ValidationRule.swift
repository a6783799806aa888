import GraphQLLanguage

/// A rule: what it does when the walk enters or leaves a node. A rule overrides what it needs.
///
/// Where the walk is, with all types, is in `context`.
class ValidationRule {
  let context: ValidationContext

  init(_ context: ValidationContext) {
    self.context = context
  }

  func enterDocument(_ node: Document) {}
  func leaveDocument(_ node: Document) {}
  func enterOperation(_ node: OperationDefinition) {}
  func leaveOperation(_ node: OperationDefinition) {}
  func enterFragment(_ node: FragmentDefinition) {}
  func enterVariableDefinition(_ node: VariableDefinition) {}
  func enterSelectionSet(_ node: SelectionSet) {}
  func enterField(_ node: Field) {}
  func leaveField(_ node: Field) {}
  func enterFragmentSpread(_ node: FragmentSpread) {}
  func enterInlineFragment(_ node: InlineFragment) {}
  /// A type condition, or the named type inside a variable's type.
  func enterNamedType(_ name: Name) {}
  /// All directives of one node, before any of them is entered.
  func enterDirectives(_ nodes: [Directive]) {}
  func enterDirective(_ node: Directive, on location: DirectiveLocation) {}
  func leaveDirective(_ node: Directive) {}
  /// An argument of a field (its name is given) or of a directive (nil).
  func enterArgument(_ node: Argument, of field: Name?) {}
  func enterValue(_ node: Value) {}
  func leaveValue(_ node: Value) {}
  func enterObjectField(_ node: Value.ObjectField) {}
}
