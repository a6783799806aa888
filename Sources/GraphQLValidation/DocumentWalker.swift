import GraphQLLanguage
import GraphQLSchema

/// Walks a document depth first in the order of the source. Keeps the types around the current node in the context, and calls listeners.
final class DocumentWalker {
  private let context: ValidationContext
  private let listeners: RuleListeners
  private let schema: Schema
  /// Whether the walk only collects variable usages, so that fields without arguments, directives and selections are skipped.
  private let collectsUsagesOnly: Bool

  init(_ context: ValidationContext, _ listeners: RuleListeners) {
    schema = context.schema
    self.context = context
    self.listeners = listeners
    collectsUsagesOnly = false
  }

  /// A walker for `usages(in:)`.
  init(collectingUsagesIn context: ValidationContext) {
    schema = context.schema
    self.context = context
    listeners = RuleListeners()
    collectsUsagesOnly = true
  }

  func walk() {
    listeners.enterDocument?(context.document)
    for definition in context.document.definitions where !context.isAborted {
      switch definition {
      case .operation(let node): walk(node)
      case .fragment(let node): walk(node)
      case .schema(let node), .schemaExtension(let node): walk(node)
      case .type(let node), .typeExtension(let node): walk(node)
      case .directive(let node): walk(node)
      }
    }
    listeners.leaveDocument?(context.document)
  }

  /// The variable usages in a fragment.
  func usages(in node: FragmentDefinition) -> [VariableUsage] {
    context.usages = []
    walk(node)
    return context.usages
  }

  // MARK: definitions

  private func walk(_ node: OperationDefinition) {
    context.usages = []
    context.type = schema.rootType(for: node.operation).flatMap { schema.selectableType($0.name) }
    listeners.enterOperation?(node)
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
    listeners.leaveOperation?(node)
    context.type = nil
    context.operationIndex += 1
  }

  private func walk(_ node: VariableDefinition) {
    context.inputType = inputType(node.type)
    listeners.enterVariableDefinition?(node)
    enter(node.directives)
    enter(namedType: node.type.namedType)
    if let value = node.defaultValue { walk(value) }
    walk(node.directives, on: .variableDefinition)
    context.inputType = nil
  }

  private func walk(_ node: FragmentDefinition) {
    context.type = outputType(node.typeCondition)
    listeners.enterFragment?(node)
    enter(node.directives)
    enter(namedType: node.typeCondition)
    walk(node.directives, on: .fragmentDefinition)
    walk(node.selectionSet)
    context.type = nil
  }

  // MARK: selections

  private func walk(_ node: SelectionSet) {
    let outerParent = context.parent
    context.parent = context.type.flatMap { $0.isComposite ? $0 : nil }
    listeners.enterSelectionSet?(node)
    for selection in node.selections where !context.isAborted {
      switch selection {
      case .field(let field): walk(field)
      case .fragmentSpread(let spread): walk(spread)
      case .inlineFragment(let fragment): walk(fragment)
      }
    }
    context.parent = outerParent
  }

  private func walk(_ node: Field) {
    if collectsUsagesOnly, node.arguments.isEmpty, node.directives.isEmpty, node.selectionSet == nil { return }
    let (outerField, outerType) = (context.field, context.type)
    context.field = context.parent?.field(node.name.value)
    context.type = context.field.flatMap { schema.selectableType(of: $0) }
    listeners.enterField?(node)
    enter(node.directives)
    for argument in node.arguments { walk(argument) }
    walk(node.directives, on: .field)
    if let selectionSet = node.selectionSet { walk(selectionSet) }
    listeners.leaveField?(node)
    (context.field, context.type) = (outerField, outerType)
  }

  private func walk(_ node: FragmentSpread) {
    context.spreadFragment = context.fragments[node.name.value]
    listeners.enterFragmentSpread?(node)
    enter(node.directives)
    walk(node.directives, on: .fragmentSpread)
  }

  private func walk(_ node: InlineFragment) {
    let outerType = context.type
    if let condition = node.typeCondition { context.type = outputType(condition) }
    listeners.enterInlineFragment?(node)
    enter(node.directives)
    if let condition = node.typeCondition { enter(namedType: condition) }
    walk(node.directives, on: .inlineFragment)
    walk(node.selectionSet)
    context.type = outerType
  }

  // MARK: directives and arguments

  private func enter(_ nodes: [Directive]) {
    guard !nodes.isEmpty else { return }
    listeners.enterDirectives?(nodes)
  }

  private func walk(_ nodes: [Directive], on location: DirectiveLocation) {
    for node in nodes {
      context.directive = schema.directive(node.name.value)
      context.directiveLocation = location
      listeners.enterDirective?(node)
      for argument in node.arguments { walk(argument) }
      listeners.leaveDirective?(node)
      context.directive = nil
      context.directiveLocation = nil
    }
  }

  private func walk(_ node: Argument) {
    // As in graphql-js, the arguments of an unknown directive are looked up in the field around it.
    let definition =
      context.directive.map { $0.argument(node.name.value).map(SelectableArgument.init) } ?? context.field?.argument(node.name.value)
    let outer = (context.inputType, context.parentInputType)
    context.isKnownArgument = definition != nil
    context.parentInputType = context.inputType
    context.inputType = definition?.type
    context.hasDefaultValue = definition?.hasDefaultValue ?? false
    listeners.enterArgument?(node)
    walk(node.value)
    (context.inputType, context.parentInputType) = outer
    context.hasDefaultValue = false
  }

  // MARK: values

  private func walk(_ node: Value) {
    switch node.content {
    case .list(let values): walk(list: values, node)
    case .object(let fields):
      listeners.enterValue?(node)
      walk(object: fields, node)
      listeners.leaveValue?(node)
    case .variable(let name):
      context.usages.append(
        VariableUsage(
          name: name, location: node.location, type: context.inputType, hasDefaultValue: context.hasDefaultValue,
          oneOfType: context.oneOfType))
      listeners.enterValue?(node)
    default:
      listeners.enterValue?(node)
    }
  }

  private func walk(list values: [Value], _ node: Value) {
    let outer = (context.inputType, context.parentInputType, context.hasDefaultValue, context.oneOfType)
    context.parentInputType = context.inputType
    if let nullable = context.inputType?.nullable {
      if case .list(let item, _) = nullable { context.inputType = item } else { context.inputType = nullable }
    }
    context.hasDefaultValue = false
    context.oneOfType = nil
    listeners.enterValue?(node)
    for value in values { walk(value) }
    listeners.leaveValue?(node)
    (context.inputType, context.parentInputType, context.hasDefaultValue, context.oneOfType) = outer
  }

  private func walk(object fields: [Value.ObjectField], _ node: Value) {
    let outer = (context.inputType, context.parentInputType, context.hasDefaultValue, context.oneOfType)
    var objectType: InputObjectType?
    if case .inputObject(let type)? = outer.0.flatMap({ schema.namedType(of: $0) }) { objectType = type }
    context.parentInputType = outer.0
    for field in fields {
      let definition = objectType?.field(field.name.value)
      context.inputType = definition?.type
      context.hasDefaultValue = definition?.defaultValue != nil
      context.oneOfType = objectType.flatMap { $0.isOneOf ? $0.name : nil }
      listeners.enterObjectField?(field)
      walk(field.value)
    }
    (context.inputType, context.parentInputType, context.hasDefaultValue, context.oneOfType) = outer
  }

  // MARK: types

  private func enter(namedType name: Name) {
    listeners.enterNamedType?(name)
  }

  private func inputType(_ reference: TypeReference) -> TypeReference? {
    schema.namedType(of: reference)?.isInput == true ? reference : nil
  }

  private func outputType(_ name: Name) -> SelectableType? {
    schema.selectableType(name.value).flatMap { $0.type.isOutput ? $0 : nil }
  }

  // MARK: type system definitions, which are not executable, but whose names, directives and values are validated too

  private func walk(_ node: SchemaDefinition) {
    enter(node.directives)
    walk(node.directives, on: .schema)
    for root in node.operationTypes { enter(systemType: root.type) }
  }

  private func walk(_ node: DirectiveDefinition) {
    for argument in node.arguments { walk(argument, on: .argumentDefinition) }
  }

  private func walk(_ node: TypeDefinition) {
    enter(node.directives)
    switch node {
    case .scalar: walk(node.directives, on: .scalar)
    case .object(let object):
      for name in object.interfaces { enter(systemType: name) }
      walk(node.directives, on: .object)
      for field in object.fields { walk(field) }
    case .interface(let interface):
      for name in interface.interfaces { enter(systemType: name) }
      walk(node.directives, on: .interface)
      for field in interface.fields { walk(field) }
    case .union(let union):
      walk(node.directives, on: .union)
      for name in union.members { enter(systemType: name) }
    case .enumeration(let enumeration):
      walk(node.directives, on: .enumeration)
      for value in enumeration.values {
        enter(value.directives)
        walk(value.directives, on: .enumValue)
      }
    case .inputObject(let input):
      walk(node.directives, on: .inputObject)
      for field in input.fields { walk(field, on: .inputFieldDefinition) }
    }
  }

  private func walk(_ node: FieldDefinition) {
    enter(node.directives)
    for argument in node.arguments { walk(argument, on: .argumentDefinition) }
    enter(systemType: node.type.namedType)
    walk(node.directives, on: .fieldDefinition)
  }

  /// Type system definitions may name the built-in scalars that the schema does not use.
  private func enter(systemType name: Name) {
    if !BuiltInDefinitions.scalarNames.contains(name.value) { enter(namedType: name) }
  }

  private func walk(_ node: InputValueDefinition, on location: DirectiveLocation) {
    enter(node.directives)
    enter(systemType: node.type.namedType)
    if let value = node.defaultValue { walk(value) }
    walk(node.directives, on: location)
  }
}
