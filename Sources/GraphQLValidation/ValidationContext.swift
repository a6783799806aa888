import GraphQLLanguage
import GraphQLSchema

private struct FragmentPlace: Hashable {
  let name: String
  let location: SourceLocation
}

/// What the rules of one validation share: the schema, the document, the types at the walk's place, and the errors.
final class ValidationContext {
  let schema: Schema
  let document: Document
  let options: ValidationOptions
  private(set) var errors: [GraphQLError] = []
  /// Whether there were so many errors that the walk ends.
  private(set) var isAborted = false

  /// Whether the rule called last has nothing to do with what it was called for.
  var isUnheard = false

  // MARK: the types at the walk's place; nil where the schema does not know

  /// The index of the current operation among the document's operations.
  var operationIndex = -1
  /// The named type of the current field, fragment or root.
  var type: SelectableType?
  /// The composite type that the current selection set selects from.
  var parent: SelectableType?
  /// The composite type that the current selection set selects from.
  var parentType: NamedType? { parent?.type }
  /// The current field.
  var field: SelectableField?
  /// What the current spread spreads.
  var spreadFragment: FragmentDefinition?
  /// The current directive's definition in the schema.
  var directive: DirectiveDefinition?
  /// Whether the current argument is defined.
  var isKnownArgument = false
  /// The type expected of the current value.
  var inputType: TypeReference?
  /// The type expected of the value around the current one.
  var parentInputType: TypeReference?
  /// Whether the place of the current value has a default value.
  var hasDefaultValue = false
  /// The `@oneOf` type that the current value is a field of.
  var oneOfType: String?

  // MARK: fragments

  let fragments: [String: FragmentDefinition]
  /// What the document itself defines, though it should not.
  private let ownDirectives: [String: DirectiveDefinition]
  private let ownTypes: Set<String>
  /// By the fragment's name and place, since fragments of one name may be different ones, and those of a program have no place.
  private var spreadsOfFragment: [FragmentPlace: [FragmentSpread]] = [:]
  /// By the operation's index.
  private var fragmentsOfOperation: [Int: [FragmentDefinition]] = [:]

  // MARK: variables

  /// The uses of variables that the walk has met in the current operation or fragment.
  var usages: [VariableUsage] = []
  private var usagesOfFragment: [String: [VariableUsage]] = [:]
  private var usagesOfOperation: (index: Int, usages: [VariableUsage])?
  /// Walks a fragment before its turn, for the variables in it.
  private lazy var fragmentWalker = DocumentWalker(
    ValidationContext(schema: schema, document: Document(definitions: []), options: options), rules: [], onlyValues: true)

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
    ownDirectives = directives
    ownTypes = types
  }

  /// A directive that may be applied: the document's own, or else the schema's.
  func directive(_ name: String) -> DirectiveDefinition? { ownDirectives[name] ?? schema.directive(name) }

  /// Whether the schema or the document itself has a type of a name.
  func hasType(_ name: String) -> Bool { schema.type(name) != nil || ownTypes.contains(name) }

  func report(_ message: String, at locations: [SourceLocation]) {
    guard !isAborted else { return }
    if let limit = options.maximumErrors, errors.count >= limit {
      errors.append(GraphQLError("Too many validation errors, error limit reached. Validation aborted."))
      isAborted = true
      return
    }
    errors.append(GraphQLError(message, locations: locations))
  }

  func report(_ message: String, at location: SourceLocation) {
    report(message, at: [location])
  }

  /// A question naming the options near a name; empty when suggestions are off.
  func suggestion(for name: String, among options: @autoclosure () -> [String], about subject: String = "") -> String {
    guard self.options.suggestsNames, !isAborted else { return "" }
    return Suggestion.question(Suggestion.list(for: name, among: options()), about: subject)
  }

  /// The spreads in a fragment, also those in its sub-selections.
  func spreads(in fragment: FragmentDefinition) -> [FragmentSpread] {
    let place = FragmentPlace(name: fragment.name.value, location: fragment.name.location)
    if let known = spreadsOfFragment[place] { return known }
    let spreads = Self.spreads(in: fragment.selectionSet)
    spreadsOfFragment[place] = spreads
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

  /// The fragments that the operation of an index spreads, directly or through others, each once.
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

  /// The uses of variables in the operation that the walk is about to leave, and in all fragments it spreads.
  func usages(in operation: OperationDefinition) -> [VariableUsage] {
    if let known = usagesOfOperation, known.index == operationIndex { return known.usages }
    let all = fragmentsReferenced(by: operation, operationIndex).reduce(into: usages) { $0 += usages(in: $1) }
    usagesOfOperation = (operationIndex, all)
    return all
  }

  /// The uses of variables in a fragment, which need not have been walked yet.
  private func usages(in fragment: FragmentDefinition) -> [VariableUsage] {
    if let known = usagesOfFragment[fragment.name.value] { return known }
    let found = fragmentWalker.usages(in: fragment)
    usagesOfFragment[fragment.name.value] = found
    return found
  }
}
