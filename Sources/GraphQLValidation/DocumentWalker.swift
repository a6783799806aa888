import GraphQLLanguage
import GraphQLSchema

/// One walk over a document in the order of its text, which keeps the types in the context and calls every rule at every node.
struct DocumentWalker {
  private let context: ValidationContext
  private let rules: [ValidationRule]
  private var schema: Schema { context.schema }

  init(_ context: ValidationContext, rules: [ValidationRule]) {
    self.context = context
    self.rules = rules
  }

  func walk() {
    for rule in rules { rule.enterDocument(context.document) }
    for definition in context.document.definitions where !context.isAborted {
      switch definition {
      case .operation(let node): walk(node)
      case .fragment(let node): walk(node)
      default: continue
      }
    }
    for rule in rules { rule.leaveDocument(context.document) }
  }

  // MARK: definitions

  private func walk(_ node: OperationDefinition) {
    context.operationIndex += 1
    context.type = schema.rootType(for: node.operation).map { .named($0.name) }
    for rule in rules { rule.enterOperation(node) }
    enter(node.directives)
    for definition in node.variableDefinitions { walk(definition) }
    let location: DirectiveLocation =
      switch node.operation {
      case .query: .query
      case .mutation: .mutation
      case .subscription: .subscription
      }
    walk(node.directives, on: location)
    walk(node.selectionSet)
    for rule in rules { rule.leaveOperation(node) }
    context.type = nil
  }

  private func walk(_ node: VariableDefinition) {
    context.inputType = inputType(node.type)
    for rule in rules { rule.enterVariableDefinition(node) }
    enter(node.directives)
    enter(namedType: node.type.namedType)
    if let value = node.defaultValue { walk(value) }
    walk(node.directives, on: .variableDefinition)
    context.inputType = nil
  }

  private func walk(_ node: FragmentDefinition) {
    context.type = outputType(node.typeCondition)
    for rule in rules { rule.enterFragment(node) }
    enter(node.directives)
    enter(namedType: node.typeCondition)
    walk(node.directives, on: .fragmentDefinition)
    walk(node.selectionSet)
    context.type = nil
  }

  // MARK: selections

  private func walk(_ node: SelectionSet) {
    let outerParent = context.parentType
    let type = context.type.flatMap { schema.namedType(of: $0) }
    context.parentType = type.flatMap { $0.isComposite ? $0 : nil }
    for rule in rules { rule.enterSelectionSet(node) }
    for selection in node.selections where !context.isAborted {
      switch selection {
      case .field(let field): walk(field)
      case .fragmentSpread(let spread): walk(spread)
      case .inlineFragment(let fragment): walk(fragment)
      }
    }
    context.parentType = outerParent
  }

  private func walk(_ node: Field) {
    let (outerField, outerType) = (context.fieldDefinition, context.type)
    context.fieldDefinition = context.parentType.flatMap { schema.field(node.name.value, of: $0) }
    context.type = context.fieldDefinition?.type
    for rule in rules { rule.enterField(node) }
    enter(node.directives)
    for argument in node.arguments { walk(argument, of: node.name) }
    walk(node.directives, on: .field)
    if let selectionSet = node.selectionSet { walk(selectionSet) }
    for rule in rules { rule.leaveField(node) }
    (context.fieldDefinition, context.type) = (outerField, outerType)
  }

  private func walk(_ node: FragmentSpread) {
    for rule in rules { rule.enterFragmentSpread(node) }
    enter(node.directives)
    walk(node.directives, on: .fragmentSpread)
  }

  private func walk(_ node: InlineFragment) {
    let outerType = context.type
    if let condition = node.typeCondition {
      context.type = outputType(condition)
    } else {
      context.type = outerType.map { .named($0.namedType) }
    }
    for rule in rules { rule.enterInlineFragment(node) }
    enter(node.directives)
    if let condition = node.typeCondition { enter(namedType: condition) }
    walk(node.directives, on: .inlineFragment)
    walk(node.selectionSet)
    context.type = outerType
  }

  // MARK: directives and arguments

  private func enter(_ nodes: [Directive]) {
    guard !nodes.isEmpty else { return }
    for rule in rules { rule.enterDirectives(nodes) }
  }

  private func walk(_ nodes: [Directive], on location: DirectiveLocation) {
    for node in nodes {
      context.directive = schema.directive(node.name.value)
      for rule in rules { rule.enterDirective(node, on: location) }
      for argument in node.arguments { walk(argument, of: nil) }
      for rule in rules { rule.leaveDirective(node) }
      context.directive = nil
    }
  }

  private func walk(_ node: Argument, of field: Name?) {
    // As in graphql-js, an unknown directive's arguments are looked up in the field around it.
    let definition = context.directive.map { $0.argument(node.name.value) } ?? context.fieldDefinition?.argument(node.name.value)
    let outer = (context.inputType, context.parentInputType)
    context.argument = definition
    context.parentInputType = context.inputType
    context.inputType = definition.flatMap { inputType($0.type) }
    context.hasDefaultValue = definition?.defaultValue != nil
    for rule in rules { rule.enterArgument(node, of: field) }
    walk(node.value)
    context.argument = nil
    (context.inputType, context.parentInputType) = outer
    context.hasDefaultValue = false
  }

  // MARK: values

  private func walk(_ node: Value) {
    switch node.content {
    case .list(let values): walk(list: values, node)
    case .object(let fields):
      for rule in rules { rule.enterValue(node) }
      walk(object: fields, node)
      for rule in rules { rule.leaveValue(node) }
    default:
      for rule in rules { rule.enterValue(node) }
    }
  }

  private func walk(list values: [Value], _ node: Value) {
    let outer = (context.inputType, context.parentInputType, context.hasDefaultValue, context.oneOfObject)
    context.parentInputType = context.inputType
    if let nullable = context.inputType?.nullable {
      if case .list(let item, _) = nullable { context.inputType = item } else { context.inputType = nullable }
    }
    context.hasDefaultValue = false
    context.oneOfObject = nil
    for rule in rules { rule.enterValue(node) }
    for value in values { walk(value) }
    for rule in rules { rule.leaveValue(node) }
    (context.inputType, context.parentInputType, context.hasDefaultValue, context.oneOfObject) = outer
  }

  private func walk(object fields: [Value.ObjectField], _ node: Value) {
    let outer = (context.inputType, context.parentInputType, context.hasDefaultValue, context.oneOfObject)
    var objectType: InputObjectType?
    if case .inputObject(let type)? = outer.0.flatMap({ schema.namedType(of: $0) }) { objectType = type }
    context.parentInputType = outer.0
    for field in fields {
      let definition = objectType?.field(field.name.value)
      context.inputType = definition.flatMap { inputType($0.type) }
      context.hasDefaultValue = definition?.defaultValue != nil
      context.oneOfObject = objectType.flatMap { $0.isOneOf ? OneOfObject(typeName: $0.name, location: node.location) : nil }
      for rule in rules { rule.enterObjectField(field) }
      walk(field.value)
    }
    (context.inputType, context.parentInputType, context.hasDefaultValue, context.oneOfObject) = outer
  }

  // MARK: types

  private func enter(namedType name: Name) {
    for rule in rules { rule.enterNamedType(name) }
  }

  private func inputType(_ reference: TypeReference) -> TypeReference? {
    schema.namedType(of: reference)?.isInput == true ? reference : nil
  }

  private func outputType(_ name: Name) -> TypeReference? {
    schema.type(name.value)?.isOutput == true ? .named(name) : nil
  }
}
