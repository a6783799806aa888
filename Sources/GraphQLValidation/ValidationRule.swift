import GraphQLLanguage

/// A rule: what it does when the walk enters or leaves a node. A rule overrides what it needs, and never calls the overridden method:
/// that one tells the walk that nobody listens.
///
/// Where the walk is, with all types, is in `context`.
class ValidationRule {
  let context: ValidationContext

  init(_ context: ValidationContext) {
    self.context = context
  }

  func enterDocument(_ node: Document) { context.isUnheard = true }
  func leaveDocument(_ node: Document) { context.isUnheard = true }
  func enterOperation(_ node: OperationDefinition) { context.isUnheard = true }
  func leaveOperation(_ node: OperationDefinition) { context.isUnheard = true }
  func enterFragment(_ node: FragmentDefinition) { context.isUnheard = true }
  func enterVariableDefinition(_ node: VariableDefinition) { context.isUnheard = true }
  func enterSelectionSet(_ node: SelectionSet) { context.isUnheard = true }
  func enterField(_ node: Field) { context.isUnheard = true }
  func leaveField(_ node: Field) { context.isUnheard = true }
  func enterFragmentSpread(_ node: FragmentSpread) { context.isUnheard = true }
  func enterInlineFragment(_ node: InlineFragment) { context.isUnheard = true }
  /// A type condition, or the named type inside a variable's type.
  func enterNamedType(_ name: Name) { context.isUnheard = true }
  /// All directives of one node, before any of them is entered.
  func enterDirectives(_ nodes: [Directive]) { context.isUnheard = true }
  func enterDirective(_ node: Directive, on location: DirectiveLocation) { context.isUnheard = true }
  func leaveDirective(_ node: Directive) { context.isUnheard = true }
  /// An argument of a field (its name is given) or of a directive (nil).
  func enterArgument(_ node: Argument, of field: Name?) { context.isUnheard = true }
  func enterValue(_ node: Value) { context.isUnheard = true }
  func leaveValue(_ node: Value) { context.isUnheard = true }
  func enterObjectField(_ node: Value.ObjectField) { context.isUnheard = true }
}

/// The methods of a rule.
enum ValidationEvent: Int, CaseIterable {
  case enterDocument, leaveDocument, enterOperation, leaveOperation, enterFragment, enterVariableDefinition
  case enterSelectionSet, enterField, leaveField, enterFragmentSpread, enterInlineFragment, enterNamedType
  case enterDirectives, enterDirective, leaveDirective, enterArgument, enterValue, leaveValue, enterObjectField
}
