import GraphQLLanguage
import GraphQLSchema

/// The fields and selection sets of a document by number, so that sets of them are cheap to make and to compare.
///
/// Selection sets are numbered in the order in which the walk enters them.
struct FieldIndex {
  /// A selected field. The type it is selected from is settled by where it stands.
  struct Entry {
    let name: String
    let arguments: [Argument]
    let location: SourceLocation
    /// Its definition; nil when unknown.
    let definition: SelectableField?
    /// The number of its response key.
    let key: Int
    /// The type it is selected from; nil when unknown.
    let parent: SelectableType?
    /// The number of its selection set; nil for a leaf.
    let selectionSet: Int?

    /// Its type; nil when unknown. As in graphql-js, a meta-field's type is not compared.
    var type: TypeReference? { name.hasPrefix("__") ? nil : definition?.definition.type }
  }

  enum Item {
    case field(Int)
    case inlineFragment(Int)
    /// By the number of the fragment's name.
    case spread(Int)
  }

  private(set) var entries: [Entry] = []
  private(set) var selectionSets: [[Item]] = []
  private(set) var keys: [String] = []
  /// The selection sets of inline fragments.
  private(set) var inlineSets: Set<Int> = []
  /// The selection sets of the operations and fragments.
  private(set) var roots: [Int] = []
  /// The selection sets of the fragments by the number of their names; nil for a fragment that is not defined.
  private(set) var fragmentSets: [Int?] = []
  /// The fragments that are spread somewhere.
  private(set) var spreadFragments: Set<Int> = []

  private let schema: Schema
  private var keyNumbers: [String: Int] = [:]
  /// The numbers of the response keys that are names of the schema's fields, by the numbers of those; -1 when not met yet.
  private var keyOfFieldName: [Int32]
  private var fragmentNumbers: [String: Int] = [:]

  init(_ document: Document, schema: Schema) {
    self.schema = schema
    keyOfFieldName = Array(repeating: -1, count: schema.fieldNameCount)
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
    // One key has one number, also where it names a field of an unknown type.
    if let name = (field.alias == nil ? definition?.nameNumber : nil) ?? schema.fieldNameNumber(key) {
      if keyOfFieldName[name] < 0 { keyOfFieldName[name] = Int32(newKey(key)) }
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
  /// Whether two fields can never be selected of one object.
  func areExclusive(_ left: Entry, _ right: Entry) -> Bool {
    guard case .object(let leftType)? = left.parent?.type, case .object(let rightType)? = right.parent?.type else { return false }
    return leftType.name != rightType.name
  }

  /// Why two fields of one response key cannot be merged, but for their sub-fields; nil when they can.
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
