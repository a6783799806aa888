/// Keeps the values that were used last; when there are too many, or they cost too much together, those go that were not used for longest.
///
/// Each use costs O(1), and each insertion O(1) for itself and for each value that goes.
struct LRUCache<Key: Hashable & Sendable, Value: Sendable>: Sendable {
  private struct Entry: Sendable {
    let key: Key
    var value: Value
    var cost: Int
    var older = -1
    var newer = -1
  }

  private let capacity: Int
  private let maximumCost: Int
  private var entries: [Entry?] = []
  private var free: [Int] = []
  private var places: [Key: Int] = [:]
  private var newest = -1
  private var oldest = -1
  /// What all values cost together.
  private(set) var cost = 0

  /// - Parameters:
  ///   - capacity: how many values it keeps.
  ///   - maximumCost: what they may cost together, in the unit of `insert`. A value that costs more alone is not kept.
  init(capacity: Int, maximumCost: Int = .max) {
    self.capacity = max(capacity, 1)
    self.maximumCost = maximumCost
  }

  var count: Int { places.count }

  /// The value of a key, which counts as a use.
  mutating func value(for key: Key) -> Value? {
    guard let place = places[key] else { return nil }
    unlink(place)
    linkNewest(place)
    return entries[place]?.value
  }

  /// Keeps a value, which counts as a use.
  mutating func insert(_ value: Value, for key: Key, cost: Int = 1) {
    if let place = places[key] { remove(place) }
    guard cost <= maximumCost else { return }
    while oldest >= 0, places.count >= capacity || self.cost > maximumCost - cost { remove(oldest) }
    let entry = Entry(key: key, value: value, cost: cost)
    let place = free.popLast() ?? entries.count
    if place < entries.count { entries[place] = entry } else { entries.append(entry) }
    self.cost += cost
    places[key] = place
    linkNewest(place)
  }

  private mutating func remove(_ place: Int) {
    guard let entry = entries[place] else { return }
    unlink(place)
    entries[place] = nil
    free.append(place)
    places[entry.key] = nil
    cost -= entry.cost
  }

  private mutating func unlink(_ place: Int) {
    guard let entry = entries[place] else { return }
    if entry.older >= 0 { entries[entry.older]?.newer = entry.newer } else { oldest = entry.newer }
    if entry.newer >= 0 { entries[entry.newer]?.older = entry.older } else { newest = entry.older }
  }

  private mutating func linkNewest(_ place: Int) {
    entries[place]?.older = newest
    entries[place]?.newer = -1
    if newest >= 0 { entries[newest]?.newer = place } else { oldest = place }
    newest = place
  }
}
