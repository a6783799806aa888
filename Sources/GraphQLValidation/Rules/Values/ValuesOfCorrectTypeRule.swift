import GraphQLLanguage
import GraphQLSchema

/// Section 5.6.1 Values of Correct Type, 5.6.2 Input Object Field Names, 5.6.4 Input Object Required Fields
///
/// A literal is compatible with the type that its position expects.
func valuesOfCorrectTypeRule(_ context: ValidationContext) -> RuleListeners {
  /// The number of lists and objects around the current value, counted from the first one whose contents are not checked.
  var skipped = 0

  return RuleListeners(
    enterValue: { node in
      switch node.content {
      case .list, .object:
        if skipped > 0 || !context.checkContainer(node) { skipped += 1 }
      case .variable:
        return
      case .null:
        guard skipped == 0, let type = context.inputType, type.isNonNull else { return }
        context.report("Expected value of type \"\(type)\", found null.", at: node.location)
      default:
        if skipped == 0 { context.checkLeaf(node) }
      }
    },
    leaveValue: { _ in
      skipped = max(0, skipped - 1)
    },
    enterObjectField: { node in
      guard skipped == 0, context.inputType == nil, let type = context.inputObject(context.parentInputType),
        type.field(node.name.value) == nil
      else { return }
      let suggestion = context.suggestion(for: node.name.value, among: type.fields.map(\.name.value))
      context.report("Field \"\(node.name)\" is not defined by type \"\(type.name)\".\(suggestion)", at: node.location)
    })
}

extension ValidationContext {
  /// Checks a list or an object. Returns whether its contents are checked too.
  fileprivate func checkContainer(_ node: Value) -> Bool {
    if case .list = node.content {
      if case .list = parentInputType?.nullable { return true }
      checkLeaf(node)
      return false
    }
    guard case .object(let fields) = node.content, let type = inputObject(inputType) else {
      checkLeaf(node)
      return false
    }
    for definition in type.fields where definition.isRequired && !fields.contains(where: { $0.name.value == definition.name.value }) {
      report(
        "Field \"\(type.name).\(definition.name)\" of required type \"\(definition.type)\" was not provided.", at: node.location)
    }
    if type.isOneOf { checkOneOf(node, fields, type) }
    return true
  }

  /// Section 3.10: exactly one field of a `@oneOf` type is provided, and it is not null.
  private func checkOneOf(_ node: Value, _ fields: [Value.ObjectField], _ type: InputObjectType) {
    guard let field = fields.last, Set(fields.map(\.name.value)).count == 1 else {
      report("OneOf Input Object \"\(type.name)\" must specify exactly one key.", at: node.location)
      return
    }
    if field.value.isNull {
      report("Field \"\(type.name).\(field.name)\" must be non-null.", at: node.location)
    }
  }

  /// Checks a literal where a scalar or an enum value is expected.
  fileprivate func checkLeaf(_ node: Value) {
    guard let expected = inputType, let type = schema.namedType(of: expected) else { return }
    let message: String?
    switch type {
    case .scalar(let scalar): message = LeafLiteral.problem(of: node, as: scalar, showsValue: options.showsValues)
    case .enumeration(let enumeration): message = problem(of: node, as: enumeration)
    default: message = "Expected value of type \"\(expected)\"" + (options.showsValues ? ", found \(Printer.text(of: node))." : ".")
    }
    if let message { report(message, at: node.location) }
  }

  private func problem(of node: Value, as type: EnumType) -> String? {
    let text = Printer.text(of: node)
    if case .enumeration(let name) = node.content, type.value(name) != nil { return nil }
    let suggestion = suggestion(for: text, among: type.values.map(\.name.value), about: "the enum value")
    guard options.showsValues else {
      if case .enumeration = node.content { return "The value does not exist in \"\(type.name)\" enum.\(suggestion)" }
      return "Enum \"\(type.name)\" cannot represent non-enum value.\(suggestion)"
    }
    if case .enumeration = node.content { return "Value \"\(text)\" does not exist in \"\(type.name)\" enum.\(suggestion)" }
    return "Enum \"\(type.name)\" cannot represent non-enum value: \(text).\(suggestion)"
  }

  fileprivate func inputObject(_ reference: TypeReference?) -> InputObjectType? {
    guard let reference, case .inputObject(let type) = schema.namedType(of: reference) else { return nil }
    return type
  }
}
