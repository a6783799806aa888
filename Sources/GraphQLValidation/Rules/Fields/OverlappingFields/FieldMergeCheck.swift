import GraphQLLanguage
import GraphQLSchema

/// Decides whether all fields of a document can be merged, without comparing every pair of fields.
///
/// Fields with the same response key are compared with the first of them, because equality is transitive, and then their sub-fields are
/// checked as one set. No set is checked twice. The work is bounded; beyond the bound the outcome is `undecided`.
/// Source: GraphQL specification, section 5.3.2, FieldsInSetCanMerge() and SameResponseShape().
struct FieldMergeCheck {
  enum Outcome {
    case mergeable
    case conflict(key: String, reason: String, locations: [SourceLocation])
    case undecided
  }

  private enum Depth {
    /// Names, arguments and types must be equal.
    case full
    /// Only the response shapes must be equal: the fields belong to different object types.
    case shape
  }

  private struct FieldSet: Hashable {
    let fields: [Int]
    let depth: Depth
  }

  private let index: FieldIndex
  private var remainingWork: Int
  private var pending: [(fields: [Int], depth: Depth)] = []
  private var seen: Set<FieldSet> = []
  /// The selection sets that were enqueued on their own.
  private var seenAlone: [Bool]
  /// The selection sets of fragments that were checked in full as a part of another set.
  private var isCovered: [Bool]
  /// For each response key, the last grouping that found it, the first field in that grouping, and its group when there is a second field.
  private var groupOfKey: [(grouping: Int, first: Int, group: Int?)]
  private var grouping = 0
  /// For each fragment, the last collection that visited it.
  private var collectionOfFragment: [Int]
  private var collection = 0
  /// The selection sets that the current collection has not visited yet.
  private var setsToCollect: [Int] = []

  init(_ index: FieldIndex, maximumWork: Int) {
    self.index = index
    remainingWork = maximumWork
    seenAlone = Array(repeating: false, count: index.selectionSets.count)
    isCovered = seenAlone
    groupOfKey = Array(repeating: (0, 0, nil), count: index.keys.count)
    collectionOfFragment = Array(repeating: 0, count: index.fragmentSets.count)
  }

  mutating func run() -> Outcome {
    let spread = Set(index.spreadFragments.compactMap { index.fragmentSets[$0] })
    for root in index.roots where !spread.contains(root) { enqueue(alone: root) }
    if let outcome = checkPending() { return outcome }
    // The remaining roots are in a cycle, or were only compared by response shape.
    for root in index.roots where !isCovered[root] {
      enqueue(alone: root)
      if let outcome = checkPending() { return outcome }
    }
    return remainingWork > 0 ? .mergeable : .undecided
  }

  /// Checks the pending sets of fields; nil when they can be merged.
  private mutating func checkPending() -> Outcome? {
    while let (fields, depth) = pending.popLast() {
      guard remainingWork > 0 else { return .undecided }
      for group in groups(of: fields, depth) {
        let conflict = depth == .full ? checkFully(group) : checkShape(group)
        if let conflict { return conflict }
      }
    }
    return nil
  }

  /// Fields with the same response key, of objects that can be the same.
  private mutating func checkFully(_ group: [Int]) -> Outcome? {
    if haveOneParent(group) { return checkTogether(group) }
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
    guard order.count > 1 else { return checkTogether(group) }
    for name in order {
      let together = others + (objects[name] ?? [])
      remainingWork -= together.count
      if let conflict = checkTogether(together) { return conflict }
    }
    return checkShape(group)
  }

  private func haveOneParent(_ group: [Int]) -> Bool {
    let parent = group.first.flatMap { index.entries[$0].parent }
    return group.allSatisfy { index.entries[$0].parent === parent }
  }

  /// Section 5.3.2, FieldsInSetCanMerge() for fields with the same response key of the same object.
  private mutating func checkTogether(_ group: [Int]) -> Outcome? {
    if let conflict = compareWithFirst(group, areExclusive: false) { return conflict }
    enqueue(subFieldsOf: group, .full)
    return nil
  }

  /// SameResponseShape() for fields with the same response key.
  private mutating func checkShape(_ group: [Int]) -> Outcome? {
    if let conflict = compareWithFirst(group, areExclusive: true) { return conflict }
    enqueue(subFieldsOf: group, .shape)
    return nil
  }

  private func compareWithFirst(_ group: [Int], areExclusive: Bool) -> Outcome? {
    guard var first = group.first.map({ index.entries[$0] }) else { return nil }
    for number in group.dropFirst() {
      let entry = index.entries[number]
      if let reason = index.conflict(first, entry, areExclusive: areExclusive) {
        return .conflict(key: index.keys[entry.key], reason: reason, locations: [first.location, entry.location])
      }
      // A field of an unknown type conflicts with no other type, so the next field is the one to compare with.
      if first.type == nil { first = entry }
    }
    return nil
  }

  // MARK: sets of fields

  private mutating func enqueue(subFieldsOf group: [Int], _ depth: Depth) {
    enqueue(selectionSets: group.compactMap { index.entries[$0].selectionSet }, depth)
  }

  private mutating func enqueue(alone set: Int) {
    guard !seenAlone[set], remainingWork > 0 else { return }
    seenAlone[set] = true
    collection += 1
    var fields: [Int] = []
    fields.reserveCapacity(index.selectionSets[set].count)
    collect(set, into: &fields, .full)
    remainingWork -= fields.count
    if !fields.isEmpty { pending.append((fields, .full)) }
  }

  private mutating func enqueue(selectionSets: [Int], _ depth: Depth) {
    guard !selectionSets.isEmpty, remainingWork > 0 else { return }
    if selectionSets.count == 1, depth == .full { return enqueue(alone: selectionSets[0]) }
    collection += 1
    var fields: [Int] = []
    for set in selectionSets { collect(set, into: &fields, depth) }
    remainingWork -= fields.count
    guard fields.count > 1 || depth == .full, !fields.isEmpty else { return }
    if !seen.insert(FieldSet(fields: fields, depth: depth)).inserted { return }
    pending.append((fields, depth))
  }

  /// CollectFields(): the fields of a selection set, its inline fragments and the fragments that it spreads, each once.
  private mutating func collect(_ selectionSet: Int, into fields: inout [Int], _ depth: Depth) {
    setsToCollect.append(selectionSet)
    while let set = setsToCollect.popLast() {
      for item in index.selectionSets[set] {
        switch item {
        case .field(let number): fields.append(number)
        case .inlineFragment(let inner): setsToCollect.append(inner)
        case .spread(let fragment):
          guard collectionOfFragment[fragment] != collection, let inner = index.fragmentSets[fragment] else { continue }
          collectionOfFragment[fragment] = collection
          if depth == .full { isCovered[inner] = true }
          setsToCollect.append(inner)
        }
      }
    }
  }

  /// Groups the fields with the same response key. For a field that is alone in its group, only enqueues the sub-fields.
  private mutating func groups(of fields: [Int], _ depth: Depth) -> [[Int]] {
    grouping += 1
    var groups: [[Int]] = []
    for number in fields {
      let key = index.entries[number].key
      if groupOfKey[key].grouping != grouping {
        groupOfKey[key] = (grouping, number, nil)
      } else if let group = groupOfKey[key].group {
        groups[group].append(number)
      } else {
        groupOfKey[key].group = groups.count
        groups.append([groupOfKey[key].first, number])
      }
    }
    guard depth == .full else { return groups }
    for number in fields where groupOfKey[index.entries[number].key].group == nil {
      if let set = index.entries[number].selectionSet { enqueue(alone: set) }
    }
    return groups
  }
}
