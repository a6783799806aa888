import GraphQLLanguage
import GraphQLSchema

/// The fields and selection sets of a document by number, so that sets of them are cheap to build and compare.
///
/// Selection sets are numbered in the order in which the walk enters them.
struct FieldIndex {
  /// A selected field.
  struct Entry {
    let name: String
    let arguments: [Argument]
    let location: SourceLocation
    /// Nil when unknown.
    let definition: SelectableField?
    /// The number of the response key.
    let key: Int
    /// The type that the field is selected from; nil when unknown.
    let parent: SelectableType?
    /// The number of the selection set; nil for a leaf.
    let selectionSet: Int?

    /// Nil when unknown, and for meta-fields, whose types graphql-js does not compare.
    var type: TypeReference? { name.hasPrefix("__") ? nil : definition?.definition.type }
  }

  enum Item {
    case field(Int)
    case inlineFragment(Int)
    /// By the number of the fragment name.
    case spread(Int)
  }

  private(set) var entries: [Entry] = []
  private(set) var selectionSets: [[Item]] = []
  private(set) var keys: [String] = []
  private(set) var inlineSets: Set<Int> = []
  private(set) var roots: [Int] = []
  /// The selection set of each fragment by the number of its name; nil when the fragment is not defined.
  private(set) var fragmentSets: [Int?] = []
  private(set) var spreadFragments: Set<Int> = []

  private let schema: Schema
  private var keyNumbers: [String: Int] = [:]
  /// The number of a response key that is a field name of the schema, by the number of that field name; `unassigned` before its first use.
  private var keyOfFieldName: [Int32]
  /// A number, not nil: the array is made for each document, with an element for each field name of the schema, and an `Int32?` is twice as large.
  private static let unassigned: Int32 = -1
  private var fragmentNumbers: [String: Int] = [:]

  init(_ document: Document, schema: Schema) {
    self.schema = schema
    keyOfFieldName = Array(repeating: Self.unassigned, count: schema.fieldNameCount)
    entries.reserveCapacity(64)
    for definition in document.definitions {
      switch definition {
      case .operation(let node):
        roots.append(add(node.selectionSet, parent: schema.rootType(for: node.operation).flatMap { schema.selectableType($0.name) }))
      case .fragment(let node):
        let set = add(node.selectionSet, parent: schema.selectableType(node.typeCondition.value))
        roots.append(set)
        fragmentSets[fragmentNumber(node.name.value)] = set
      default: continue
      }
    }
  }

  private mutating func add(_ selectionSet: SelectionSet, parent: SelectableType?) -> Int {
    let number = selectionSets.count
    selectionSets.append([])
    var items: [Item] = []
    items.reserveCapacity(selectionSet.selections.count)
    for selection in selectionSet.selections {
      switch selection {
      case .field(let field): items.append(.field(add(field, parent: parent)))
      case .fragmentSpread(let spread):
        let number = fragmentNumber(spread.name.value)
        spreadFragments.insert(number)
        items.append(.spread(number))
      case .inlineFragment(let fragment):
        let type = fragment.typeCondition.map { schema.selectableType($0.value) } ?? parent
        let inner = add(fragment.selectionSet, parent: type)
        inlineSets.insert(inner)
        items.append(.inlineFragment(inner))
      }
    }
    selectionSets[number] = items
    return number
  }

  private mutating func add(_ field: Field, parent: SelectableType?) -> Int {
    let definition = parent?.field(field.name.value)
    let selectionSet = field.selectionSet.map { add($0, parent: definition.flatMap { schema.selectableType(of: $0) }) }
    entries.append(
      Entry(
        name: field.name.value, arguments: field.arguments, location: field.location, definition: definition,
        key: keyNumber(of: field, definition), parent: parent, selectionSet: selectionSet))
    return entries.count - 1
  }

  private mutating func keyNumber(of field: Field, _ definition: SelectableField?) -> Int {
    let key = field.responseKey
    // A key has the same number everywhere, also where the parent type is unknown.
    if let name = (field.alias == nil ? definition?.nameNumber : nil) ?? schema.fieldNameNumber(key) {
      if keyOfFieldName[name] == Self.unassigned { keyOfFieldName[name] = Int32(newKey(key)) }
      return Int(keyOfFieldName[name])
    }
    if let number = keyNumbers[key] { return number }
    let number = newKey(key)
    keyNumbers[key] = number
    return number
  }

  private mutating func newKey(_ key: String) -> Int {
    keys.append(key)
    return keys.count - 1
  }

  private mutating func fragmentNumber(_ name: String) -> Int {
    if let number = fragmentNumbers[name] { return number }
    fragmentNumbers[name] = fragmentSets.count
    fragmentSets.append(nil)
    return fragmentSets.count - 1
  }
}

extension FieldIndex {
  /// Whether two fields can never be selected from the same object.
  func areExclusive(_ left: Entry, _ right: Entry) -> Bool {
    guard case .object(let leftType)? = left.parent?.type, case .object(let rightType)? = right.parent?.type else { return false }
    return leftType.name != rightType.name
  }

  /// Why two fields with the same response key cannot be merged; nil when they can. Does not compare their sub-fields.
  func conflict(_ left: Entry, _ right: Entry, areExclusive: Bool) -> String? {
    if !areExclusive {
      if left.name != right.name { return "\"\(left.name)\" and \"\(right.name)\" are different fields" }
      if !ArgumentEquality.areSame(left.arguments, right.arguments) { return "they have differing arguments" }
    }
    if let leftType = left.type, let rightType = right.type, typesConflict(leftType, rightType) {
      return "they return conflicting types \"\(leftType)\" and \"\(rightType)\""
    }
    return nil
  }

  /// SameResponseShape(), without the sub-fields.
  func typesConflict(_ left: TypeReference, _ right: TypeReference) -> Bool {
    switch (left, right) {
    case (.list(let leftItem, _), .list(let rightItem, _)): return typesConflict(leftItem, rightItem)
    case (.list, _), (_, .list): return true
    case (.nonNull(let leftInner, _), .nonNull(let rightInner, _)): return typesConflict(leftInner, rightInner)
    case (.nonNull, _), (_, .nonNull): return true
    case (.named(let leftName), .named(let rightName)):
      guard leftName.value != rightName.value else { return false }
      return schema.type(leftName.value)?.isLeaf == true || schema.type(rightName.value)?.isLeaf == true
    }
  }
}
