import GraphQLLanguage

/// The listeners of one or more rules: the closures that the walk calls when it enters or leaves a node; nil where there is no listener.
///
/// The types around the node are in the `ValidationContext` that the rule captures.
struct RuleListeners {
  var enterDocument: ((Document) -> Void)?
  var leaveDocument: ((Document) -> Void)?
  var enterOperation: ((OperationDefinition) -> Void)?
  var leaveOperation: ((OperationDefinition) -> Void)?
  var enterVariableDefinition: ((VariableDefinition) -> Void)?
  var enterFragment: ((FragmentDefinition) -> Void)?
  var enterSelectionSet: ((SelectionSet) -> Void)?
  var enterField: ((Field) -> Void)?
  var leaveField: ((Field) -> Void)?
  var enterFragmentSpread: ((FragmentSpread) -> Void)?
  var enterInlineFragment: ((InlineFragment) -> Void)?
  /// For a type condition, and for the named type inside the type of a variable.
  var enterNamedType: ((Name) -> Void)?
  /// For all directives of one node, before the first of them is entered.
  var enterDirectives: (([Directive]) -> Void)?
  var enterDirective: ((Directive) -> Void)?
  var leaveDirective: ((Directive) -> Void)?
  var enterArgument: ((Argument) -> Void)?
  var enterValue: ((Value) -> Void)?
  /// For lists and input objects only.
  var leaveValue: ((Value) -> Void)?
  var enterObjectField: ((Value.ObjectField) -> Void)?
}

extension RuleListeners {
  /// Adds the listeners of another rule. They are called after those of the same kind that are already here.
  ///
  /// One combined closure per kind is called without a look-up and without reference counting. A generic function cannot combine them: it
  /// would wrap each closure in another one that passes the node indirectly.
  // swift-format-ignore
  mutating func add(_ rule: RuleListeners) {
    if let next = rule.enterDocument { if let first = enterDocument { enterDocument = { first($0); next($0) } } else { enterDocument = next } }
    if let next = rule.leaveDocument { if let first = leaveDocument { leaveDocument = { first($0); next($0) } } else { leaveDocument = next } }
    if let next = rule.enterOperation { if let first = enterOperation { enterOperation = { first($0); next($0) } } else { enterOperation = next } }
    if let next = rule.leaveOperation { if let first = leaveOperation { leaveOperation = { first($0); next($0) } } else { leaveOperation = next } }
    if let next = rule.enterVariableDefinition { if let first = enterVariableDefinition { enterVariableDefinition = { first($0); next($0) } } else { enterVariableDefinition = next } }
    if let next = rule.enterFragment { if let first = enterFragment { enterFragment = { first($0); next($0) } } else { enterFragment = next } }
    if let next = rule.enterSelectionSet { if let first = enterSelectionSet { enterSelectionSet = { first($0); next($0) } } else { enterSelectionSet = next } }
    if let next = rule.enterField { if let first = enterField { enterField = { first($0); next($0) } } else { enterField = next } }
    if let next = rule.leaveField { if let first = leaveField { leaveField = { first($0); next($0) } } else { leaveField = next } }
    if let next = rule.enterFragmentSpread { if let first = enterFragmentSpread { enterFragmentSpread = { first($0); next($0) } } else { enterFragmentSpread = next } }
    if let next = rule.enterInlineFragment { if let first = enterInlineFragment { enterInlineFragment = { first($0); next($0) } } else { enterInlineFragment = next } }
    if let next = rule.enterNamedType { if let first = enterNamedType { enterNamedType = { first($0); next($0) } } else { enterNamedType = next } }
    if let next = rule.enterDirectives { if let first = enterDirectives { enterDirectives = { first($0); next($0) } } else { enterDirectives = next } }
    if let next = rule.enterDirective { if let first = enterDirective { enterDirective = { first($0); next($0) } } else { enterDirective = next } }
    if let next = rule.leaveDirective { if let first = leaveDirective { leaveDirective = { first($0); next($0) } } else { leaveDirective = next } }
    if let next = rule.enterArgument { if let first = enterArgument { enterArgument = { first($0); next($0) } } else { enterArgument = next } }
    if let next = rule.enterValue { if let first = enterValue { enterValue = { first($0); next($0) } } else { enterValue = next } }
    if let next = rule.leaveValue { if let first = leaveValue { leaveValue = { first($0); next($0) } } else { leaveValue = next } }
    if let next = rule.enterObjectField { if let first = enterObjectField { enterObjectField = { first($0); next($0) } } else { enterObjectField = next } }
  }
}
