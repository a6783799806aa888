import GraphQLLanguage
import GraphQLSchema

/// Finds all conflicts of a selection set by comparing pairs, to report them as graphql-js does.
///
/// Runs only on documents that are known to have a conflict. Work and depth are bounded; beyond the bounds it reports no conflicts.
struct FieldConflictFinder {
  /// The fields of a selection set by response key, without those of the fragments that it spreads.
  private struct FieldMap {
    var keys: [Int] = []
    var fields: [Int: [Int]] = [:]
    var fragments: [Int] = []
  }

  private struct FragmentPair: Hashable {
    let first: Int
    let second: Int

    init(_ left: Int, _ right: Int) {
      (first, second) = left < right ? (left, right) : (right, left)
    }
  }

  private struct SetAndFragment: Hashable {
    let set: Int
    let fragment: Int
  }

  private static let maximumDepth = 300

  private let index: FieldIndex
  private var remainingWork: Int
  private var depth = 0
  private var maps: [Int: FieldMap] = [:]
  /// The pairs of fragments already compared, and whether only as mutually exclusive.
  private var compared: [FragmentPair: Bool] = [:]
  /// The selection sets already compared with a fragment, and whether only as mutually exclusive.
  private var comparedSets: [SetAndFragment: Bool] = [:]

  init(_ index: FieldIndex, maximumWork: Int) {
    self.index = index
    remainingWork = maximumWork
  }

  /// All conflicts in a selection set and the fragments that it spreads. The fields of an inline fragment belong to the set around it.
  mutating func conflicts(in selectionSet: Int) -> [FieldConflict] {
    guard !index.inlineSets.contains(selectionSet) else { return [] }
    var found: [FieldConflict] = []
    let map = fieldMap(selectionSet)
    for key in map.keys {
      guard let fields = map.fields[key], fields.count > 1 else { continue }
      for left in fields.indices {
        for right in fields.indices.dropFirst(left + 1) {
          if let conflict = compare(fields[left], fields[right], parentsAreExclusive: false) { found.append(conflict) }
        }
      }
    }
    for (position, fragment) in map.fragments.enumerated() {
      compare(set: selectionSet, withFragment: fragment, areExclusive: false, &found)
      for other in map.fragments.dropFirst(position + 1) { compare(fragments: fragment, other, areExclusive: false, &found) }
    }
    return found
  }

  // MARK: comparing

  private mutating func compare(_ left: Int, _ right: Int, parentsAreExclusive: Bool) -> FieldConflict? {
    remainingWork -= 1
    guard remainingWork > 0 else { return nil }
    let (leftEntry, rightEntry) = (index.entries[left], index.entries[right])
    let areExclusive = parentsAreExclusive || index.areExclusive(leftEntry, rightEntry)
    let key = index.keys[leftEntry.key]
    if let reason = index.conflict(leftEntry, rightEntry, areExclusive: areExclusive) {
      return FieldConflict(
        key: key, reason: .text(reason), leftLocations: [leftEntry.location], rightLocations: [rightEntry.location])
    }
    guard let leftSet = leftEntry.selectionSet, let rightSet = rightEntry.selectionSet, depth < Self.maximumDepth else { return nil }
    depth += 1
    defer { depth -= 1 }
    let conflicts = compare(subSets: leftSet, rightSet, areExclusive: areExclusive)
    guard !conflicts.isEmpty else { return nil }
    return FieldConflict(
      key: key, reason: .subFields(conflicts), leftLocations: FieldConflict.locations(leftEntry.location, conflicts.map(\.leftLocations)),
      rightLocations: FieldConflict.locations(rightEntry.location, conflicts.map(\.rightLocations)))
  }

  private mutating func compare(subSets left: Int, _ right: Int, areExclusive: Bool) -> [FieldConflict] {
    var found: [FieldConflict] = []
    compare(sets: left, right, areExclusive: areExclusive, &found)
    let (leftFragments, rightFragments) = (fieldMap(left).fragments, fieldMap(right).fragments)
    for fragment in rightFragments { compare(set: left, withFragment: fragment, areExclusive: areExclusive, &found) }
    for fragment in leftFragments { compare(set: right, withFragment: fragment, areExclusive: areExclusive, &found) }
    for leftFragment in leftFragments {
      for rightFragment in rightFragments { compare(fragments: leftFragment, rightFragment, areExclusive: areExclusive, &found) }
    }
    return found
  }

  private mutating func compare(sets left: Int, _ right: Int, areExclusive: Bool, _ found: inout [FieldConflict]) {
    let (leftMap, rightMap) = (fieldMap(left), fieldMap(right))
    for key in leftMap.keys {
      guard let rightFields = rightMap.fields[key] else { continue }
      for leftField in leftMap.fields[key] ?? [] {
        for rightField in rightFields {
          if let conflict = compare(leftField, rightField, parentsAreExclusive: areExclusive) { found.append(conflict) }
        }
      }
    }
  }

  private mutating func compare(set: Int, withFragment fragment: Int, areExclusive: Bool, _ found: inout [FieldConflict]) {
    guard !fieldMap(set).keys.isEmpty, depth < Self.maximumDepth, remainingWork > 0 else { return }
    let pair = SetAndFragment(set: set, fragment: fragment)
    if let before = comparedSets[pair], areExclusive || !before { return }
    comparedSets[pair] = areExclusive
    guard let fragmentSet = index.fragmentSets[fragment], fragmentSet != set else { return }
    depth += 1
    defer { depth -= 1 }
    remainingWork -= 1
    compare(sets: set, fragmentSet, areExclusive: areExclusive, &found)
    for referenced in fieldMap(fragmentSet).fragments {
      compare(set: set, withFragment: referenced, areExclusive: areExclusive, &found)
    }
  }

  private mutating func compare(fragments left: Int, _ right: Int, areExclusive: Bool, _ found: inout [FieldConflict]) {
    guard left != right, !wasCompared(left, right, areExclusive: areExclusive), depth < Self.maximumDepth, remainingWork > 0 else { return }
    compared[FragmentPair(left, right)] = areExclusive
    guard let leftSet = index.fragmentSets[left], let rightSet = index.fragmentSets[right] else { return }
    depth += 1
    defer { depth -= 1 }
    remainingWork -= 1
    compare(sets: leftSet, rightSet, areExclusive: areExclusive, &found)
    for referenced in fieldMap(rightSet).fragments { compare(fragments: left, referenced, areExclusive: areExclusive, &found) }
    for referenced in fieldMap(leftSet).fragments { compare(fragments: referenced, right, areExclusive: areExclusive, &found) }
  }

  private func wasCompared(_ left: Int, _ right: Int, areExclusive: Bool) -> Bool {
    guard let before = compared[FragmentPair(left, right)] else { return false }
    return areExclusive || before == areExclusive
  }

  // MARK: fields

  private mutating func fieldMap(_ selectionSet: Int) -> FieldMap {
    if let map = maps[selectionSet] { return map }
    var map = FieldMap()
    add(selectionSet, to: &map)
    maps[selectionSet] = map
    return map
  }

  private func add(_ selectionSet: Int, to map: inout FieldMap) {
    for item in index.selectionSets[selectionSet] {
      switch item {
      case .field(let number):
        let key = index.entries[number].key
        if map.fields[key] == nil { map.keys.append(key) }
        map.fields[key, default: []].append(number)
      case .inlineFragment(let inner): add(inner, to: &map)
      case .spread(let fragment): if !map.fragments.contains(fragment) { map.fragments.append(fragment) }
      }
    }
  }
}
