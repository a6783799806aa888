import GraphQLLanguage
import GraphQLSchema

/// What the rules of one validation share: the schema, the document, the types around the current node, and the errors.
final class ValidationContext {
  let schema: Schema
  let document: Document
  let options: ValidationOptions
  private(set) var errors: [GraphQLError] = []
  /// Whether the walk ends because there are too many errors.
  private(set) var isAborted = false

  // MARK: around the current node; nil where the schema has no such type

  /// The index of the current operation among the operations of the document.
  var operationIndex = 0
  /// The named type of the current field, fragment or root.
  var type: SelectableType?
  var parent: SelectableType?
  var parentType: NamedType? { parent?.type }
  /// The current field.
  var field: SelectableField?
  /// The definition that the current fragment spread names.
  var spreadFragment: FragmentDefinition?
  /// The definition of the current directive in the schema.
  var directive: DirectiveDefinition?
  /// The location of the current directive; nil outside of directives.
  var directiveLocation: DirectiveLocation?
  /// Whether the current argument is defined.
  var isKnownArgument = false
  /// The type that the position of the current value expects.
  var inputType: TypeReference?
  /// The type that the position of the value around the current one expects.
  var parentInputType: TypeReference?
  /// Whether the position of the current value has a default value.
  var hasDefaultValue = false
  /// The `@oneOf` type that the current value is a field of.
  var oneOfType: String?

  // MARK: fragments

  let fragments: [String: FragmentDefinition]
  /// The definitions in the document itself, which is not executable then.
  private let documentDirectives: [String: DirectiveDefinition]
  private let documentTypes: Set<String>
  private var spreadsOfFragment: [FragmentKey: [FragmentSpread]] = [:]
  /// By the index of the operation.
  private var fragmentsOfOperation: [Int: [FragmentDefinition]] = [:]

  // MARK: variables

  /// The variable usages so far in the current operation or fragment.
  var usages: [VariableUsage] = []
  private var usagesOfFragment: [String: [VariableUsage]] = [:]
  private var usagesOfOperation: (index: Int, usages: [VariableUsage])?
  /// Walks a fragment ahead of the main walk, for its variable usages.
  private lazy var fragmentWalker = DocumentWalker(
    collectingUsagesIn: ValidationContext(schema: schema, document: Document(definitions: []), options: options))

  init(schema: Schema, document: Document, options: ValidationOptions) {
    self.schema = schema
    self.document = document
    self.options = options
    fragments = Dictionary(document.fragments.map { ($0.name.value, $0) }, uniquingKeysWith: { _, last in last })
    var directives: [String: DirectiveDefinition] = [:]
    var types: Set<String> = []
    for definition in document.definitions {
      switch definition {
      case .directive(let node): directives[node.name.value] = node
      case .type(let node): types.insert(node.name.value)
      case .schema, .schemaExtension, .typeExtension, .operation, .fragment: continue
      }
    }
    documentDirectives = directives
    documentTypes = types
  }

  /// The definition of a directive in the document itself, or else in the schema.
  func directive(_ name: String) -> DirectiveDefinition? { documentDirectives[name] ?? schema.directive(name) }

  /// Whether the schema or the document itself defines a type.
  func hasType(_ name: String) -> Bool { schema.type(name) != nil || documentTypes.contains(name) }

  /// - Parameter code: `extensions.code`, if the error has one of its own.
  func report(_ message: String, at locations: [SourceLocation], code: String? = nil) {
    guard !isAborted else { return }
    if let limit = options.maximumErrors, errors.count >= limit {
      errors.append(GraphQLError("Too many validation errors, error limit reached. Validation aborted."))
      isAborted = true
      return
    }
    errors.append(GraphQLError(message, locations: locations, extensions: code.map { ["code": $0] } ?? [:]))
  }

  func report(_ message: String, at location: SourceLocation) {
    report(message, at: [location])
  }

  /// "Did you mean …?" with the options that are similar to a name; empty when suggestions are off.
  func suggestion(for name: String, among options: @autoclosure () -> [String], about subject: String = "") -> String {
    guard self.options.suggestsNames, !isAborted else { return "" }
    return Suggestion.question(Suggestion.list(for: name, among: options()), about: subject)
  }

  /// The spreads in a fragment and its sub-selections.
  func spreads(in fragment: FragmentDefinition) -> [FragmentSpread] {
    let key = FragmentKey(name: fragment.name.value, location: fragment.name.location)
    if let known = spreadsOfFragment[key] { return known }
    let spreads = Self.spreads(in: fragment.selectionSet)
    spreadsOfFragment[key] = spreads
    return spreads
  }

  /// The spreads in a selection set and its sub-selections, outer ones first.
  static func spreads(in selectionSet: SelectionSet) -> [FragmentSpread] {
    var spreads: [FragmentSpread] = []
    var pending = [selectionSet]
    while let set = pending.popLast() {
      for selection in set.selections {
        switch selection {
        case .fragmentSpread(let spread): spreads.append(spread)
        case .inlineFragment(let fragment): pending.append(fragment.selectionSet)
        case .field(let field): if let set = field.selectionSet { pending.append(set) }
        }
      }
    }
    return spreads
  }

  /// The fragments that an operation spreads, directly or through others, each once. `index` is its index among the operations.
  func fragmentsReferenced(by operation: OperationDefinition, _ index: Int) -> [FragmentDefinition] {
    if let known = fragmentsOfOperation[index] { return known }
    var found: [FragmentDefinition] = []
    var names: Set<String> = []
    var pending = [Self.spreads(in: operation.selectionSet)]
    while let spreads = pending.popLast() {
      for spread in spreads where names.insert(spread.name.value).inserted {
        guard let fragment = fragments[spread.name.value] else { continue }
        found.append(fragment)
        pending.append(self.spreads(in: fragment))
      }
    }
    fragmentsOfOperation[index] = found
    return found
  }

  /// The variable usages in the operation that the walk is about to leave, and in all fragments that it spreads.
  func usages(in operation: OperationDefinition) -> [VariableUsage] {
    if let known = usagesOfOperation, known.index == operationIndex { return known.usages }
    let all = fragmentsReferenced(by: operation, operationIndex).reduce(into: usages) { $0 += usages(in: $1) }
    usagesOfOperation = (operationIndex, all)
    return all
  }

  /// The variable usages in a fragment, whether or not the main walk has visited it.
  private func usages(in fragment: FragmentDefinition) -> [VariableUsage] {
    if let known = usagesOfFragment[fragment.name.value] { return known }
    let found = fragmentWalker.usages(in: fragment)
    usagesOfFragment[fragment.name.value] = found
    return found
  }
}

/// A variable usage and the position it is in.
struct VariableUsage {
  /// Without `$`.
  let name: String
  let location: SourceLocation
  /// The type that the position expects; nil when unknown.
  let type: TypeReference?
  /// Whether the position has a default value.
  let hasDefaultValue: Bool
  /// The name of the `@oneOf` type when the variable is the value of one of its fields.
  let oneOfType: String?
}

/// Fragments of one document that have the same name differ in location; fragments that are built in code have no location.
private struct FragmentKey: Hashable {
  let name: String
  let location: SourceLocation
}
