import GraphQLLanguage
import GraphQLSchema

/// Decides whether all fields of a document can be merged, without looking at every pair of fields.
///
/// Fields of one response key are compared with the first of them, since being alike is transitive, and then their sub-fields are taken
/// together as one set. A set that was checked is not checked again. The work is bounded; a document past the bound stays undecided.
/// Source: GraphQL specification, section 5.3.2, FieldsInSetCanMerge() and SameResponseShape().
struct FieldMergeCheck {
  enum Outcome {
    case mergeable
    case conflict(key: String, reason: String, places: [SourceLocation])
    case undecided
  }

  private enum Depth: Int {
    /// Names, arguments and types must agree.
    case full
    /// Only types must agree: the fields belong to different object types.
    case shape
  }

  private let index: FieldIndex
  private var remainingWork: Int
  private var pending: [(fields: [Int], depth: Depth)] = []
  private var seen: Set<[Int]> = []
  /// For each response key the group of it in the grouping of that number.
  private var groupOfKey: [(grouping: Int, group: Int)]
  private var grouping = 0
  /// For each fragment the last collection that went into it.
  private var collectionOfFragment: [Int]
  private var collection = 0

  init(_ index: FieldIndex, maximumWork: Int) {
    self.index = index
    remainingWork = maximumWork
    groupOfKey = Array(repeating: (0, 0), count: index.keys.count)
    collectionOfFragment = Array(repeating: 0, count: index.fragmentSets.count)
  }

  mutating func run() -> Outcome {
    for root in index.roots { enqueue(selectionSets: [root], .full) }
    while let (fields, depth) = pending.popLast() {
      guard remainingWork > 0 else { return .undecided }
      for group in groups(of: fields) {
        let conflict = depth == .full ? checkFully(group) : checkShape(group)
        if let conflict { return conflict }
      }
    }
    return remainingWork > 0 ? .mergeable : .undecided
  }

  /// Fields of one response key, of objects that may be the same.
  private mutating func checkFully(_ group: [Int]) -> Outcome? {
    guard group.count > 1 else {
      enqueue(subFieldsOf: group, .full)
      return nil
    }
    var objects: [String: [Int]] = [:]
    var order: [String] = []
    var others: [Int] = []
    for number in group {
      guard case .object(let parent)? = index.entries[number].parent?.type else {
        others.append(number)
        continue
      }
      if objects[parent.name] == nil { order.append(parent.name) }
      objects[parent.name, default: []].append(number)
    }
    guard order.count > 1 else {
      if let conflict = compareWithFirst(group, areExclusive: false) { return conflict }
      enqueue(subFieldsOf: group, .full)
      return nil
    }
    for name in order {
      let together = others + (objects[name] ?? [])
      remainingWork -= together.count
      if let conflict = compareWithFirst(together, areExclusive: false) { return conflict }
      enqueue(subFieldsOf: together, .full)
    }
    return checkShape(group)
  }

  /// Fields of one response key whose types must agree.
  private mutating func checkShape(_ group: [Int]) -> Outcome? {
    guard group.count > 1 else { return nil }
    if let conflict = compareWithFirst(group, areExclusive: true) { return conflict }
    enqueue(subFieldsOf: group, .shape)
    return nil
  }

  private func compareWithFirst(_ group: [Int], areExclusive: Bool) -> Outcome? {
    guard var first = group.first.map({ index.entries[$0] }) else { return nil }
    for number in group.dropFirst() {
      let entry = index.entries[number]
      if let reason = index.conflict(first, entry, areExclusive: areExclusive) {
        return .conflict(key: index.keys[entry.key], reason: reason, places: [first.field.location, entry.field.location])
      }
      // A field of unknown type agrees with everything, so it stands for nothing.
      if first.type == nil { first = entry }
    }
    return nil
  }

  // MARK: sets of fields

  private mutating func enqueue(subFieldsOf group: [Int], _ depth: Depth) {
    enqueue(selectionSets: group.compactMap { index.entries[$0].selectionSet }, depth)
  }

  private mutating func enqueue(selectionSets: [Int], _ depth: Depth) {
    guard !selectionSets.isEmpty, remainingWork > 0 else { return }
    collection += 1
    var fields: [Int] = []
    for set in selectionSets { collect(set, into: &fields) }
    remainingWork -= fields.count
    guard fields.count > 1 || depth == .full, !fields.isEmpty else { return }
    if index.hasSpreads, !seen.insert(fields + [-1 - depth.rawValue]).inserted { return }
    pending.append((fields, depth))
  }

  /// The fields of a selection set, of its inline fragments and of the fragments it spreads, each once.
  private mutating func collect(_ selectionSet: Int, into fields: inout [Int]) {
    var sets = [selectionSet]
    while let set = sets.popLast() {
      for item in index.selectionSets[set] {
        switch item {
        case .field(let number): fields.append(number)
        case .inlineFragment(let inner): sets.append(inner)
        case .spread(let fragment):
          guard collectionOfFragment[fragment] != collection, let inner = index.fragmentSets[fragment] else { continue }
          collectionOfFragment[fragment] = collection
          sets.append(inner)
        }
      }
    }
  }

  private mutating func groups(of fields: [Int]) -> [[Int]] {
    grouping += 1
    var groups: [[Int]] = []
    groups.reserveCapacity(fields.count)
    for number in fields {
      let key = index.entries[number].key
      if groupOfKey[key].grouping == grouping {
        groups[groupOfKey[key].group].append(number)
      } else {
        groupOfKey[key] = (grouping, groups.count)
        groups.append([number])
      }
    }
    return groups
  }
}
