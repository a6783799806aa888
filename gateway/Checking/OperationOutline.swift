import GraphQLLanguage
import GraphQLSchema
import JSON

/// How many objects an operation can have at each place of its response, before anything is loaded.
///
/// A list holds at most what its slicing argument says, or that of the page object around it; without one, `assumedListSize`.
struct OperationOutline {
  struct Place {
    /// The type that the field belongs to, as far as the document says.
    let parentType: String
    let field: FieldDefinition
    /// How many objects have the field.
    var parents: Int
    /// How many values the field has in all of them.
    var values: Int
  }

  /// Places by their response keys with dots between.
  private(set) var places: [String: Place] = [:]
  /// The fields whose lists have no bound of their own.
  private(set) var assumed: [String] = []

  private let schema: Schema
  private let fragments: [String: FragmentDefinition]
  private let variables: KnownVariables
  private let assumedListSize: Int
  /// Bounds the work on documents that use fragments many times over.
  private var remaining = 100_000

  private struct Scope {
    let path: [String]
    let count: Int
    /// The bound that a page object's arguments set for the list inside.
    let limit: Int?
  }

  init(_ operation: OperationDefinition, in document: Document, schema: Schema, variables: JSONObject = [:], assumedListSize: Int = 100) {
    self.schema = schema
    self.assumedListSize = assumedListSize
    self.variables = KnownVariables(operation, given: variables)
    fragments = Dictionary(document.fragments.map { ($0.name.value, $0) }) { first, _ in first }
    guard let root = schema.rootType(for: operation.operation) else { return }
    add(operation.selectionSet, of: .object(root), Scope(path: [], count: 1, limit: nil))
  }

  private mutating func add(_ set: SelectionSet, of type: NamedType, _ scope: Scope) {
    for selection in set.selections {
      guard remaining > 0 else { return }
      remaining -= 1
      switch selection {
      case .field(let field): add(field, of: type, scope)
      case .inlineFragment(let fragment):
        let inner = fragment.typeCondition.flatMap { schema.type($0.value) } ?? type
        add(fragment.selectionSet, of: inner, scope)
      case .fragmentSpread(let spread):
        guard let fragment = fragments[spread.name.value], let inner = schema.type(fragment.typeCondition.value) else { continue }
        add(fragment.selectionSet, of: inner, scope)
      }
    }
  }

  private mutating func add(_ field: Field, of type: NamedType, _ scope: Scope) {
    guard let definition = schema.field(field.name.value, of: type) else { return }
    let path = scope.path + [field.responseKey]
    let own = SlicingArgument.bound(of: field, defined: definition, variables)
    var values = scope.count
    var limit = own ?? scope.limit
    if definition.type.isList {
      let bound = own ?? scope.limit
      if bound == nil, field.selectionSet != nil, !assumed.contains(path.joined(separator: ".")) {
        assumed.append(path.joined(separator: "."))
      }
      values = values.times(bound ?? assumedListSize)
      for _ in 1..<max(definition.type.listDepth, 1) { values = values.times(assumedListSize) }
      limit = nil
    }
    let key = path.joined(separator: ".")
    if var known = places[key] {
      known.parents = max(known.parents, scope.count)
      known.values = max(known.values, values)
      places[key] = known
    } else {
      places[key] = Place(parentType: type.name, field: definition, parents: scope.count, values: values)
    }
    if let set = field.selectionSet, let inner = schema.namedType(of: definition.type) {
      add(set, of: inner, Scope(path: path, count: values, limit: limit))
    }
  }
}

extension Int {
  /// The product, or the largest number when that is too small.
  func times(_ other: Int) -> Int {
    let (product, overflow) = multipliedReportingOverflow(by: other)
    return overflow ? .max : product
  }

  /// The sum, or the largest number when that is too small.
  func plus(_ other: Int) -> Int {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? .max : sum
  }
}
