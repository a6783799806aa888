import GraphQLLanguage
import GraphQLSchema

/// One use of a variable.
struct VariableUsage {
  /// The variable's name, without `$`.
  let name: String
  /// Where it is used.
  let location: SourceLocation
  /// The type that the place expects.
  let type: TypeReference?
  /// Whether the place has a default value.
  let hasDefaultValue: Bool
  /// The `@oneOf` type that the variable is the value of a field of.
  let oneOfType: String?
}

/// All uses of variables in a document, by the operation or fragment they stand in.
struct VariableUsages {
  /// By the operations' order in the document.
  private let ofOperation: [[VariableUsage]]
  private let ofFragment: [String: [VariableUsage]]

  init(_ context: ValidationContext) {
    let collector = Collector(ValidationContext(schema: context.schema, document: context.document, options: context.options))
    DocumentWalker(collector.context, rules: [collector], onlyValues: true).walk()
    ofOperation = collector.ofOperation
    ofFragment = collector.ofFragment
  }

  /// The uses in the operation of an index and in those fragments.
  func usages(inOperation index: Int, fragments: [FragmentDefinition]) -> [VariableUsage] {
    guard ofOperation.indices.contains(index) else { return [] }
    return fragments.reduce(into: ofOperation[index]) { $0 += ofFragment[$1.name.value] ?? [] }
  }

  private final class Collector: ValidationRule {
    var ofOperation: [[VariableUsage]] = []
    var ofFragment: [String: [VariableUsage]] = [:]
    private var current: [VariableUsage] = []
    private var fragment: String?

    override func enterOperation(_ node: OperationDefinition) {
      flush()
      fragment = nil
    }

    override func leaveOperation(_ node: OperationDefinition) {
      ofOperation.append(current)
      current = []
    }

    override func enterFragment(_ node: FragmentDefinition) {
      flush()
      fragment = node.name.value
    }

    override func leaveDocument(_ node: Document) {
      flush()
    }

    override func enterValue(_ node: Value) {
      guard case .variable(let name) = node.content else { return }
      current.append(
        VariableUsage(
          name: name, location: node.location, type: context.inputType, hasDefaultValue: context.hasDefaultValue,
          oneOfType: context.oneOfType))
    }

    private func flush() {
      if let fragment { ofFragment[fragment] = current }
      current = []
    }
  }
}
