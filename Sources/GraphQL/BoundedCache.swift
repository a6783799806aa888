/// Keeps the values that were used last; when it is full, the one that was not used for longest goes. Each use costs O(1).
struct BoundedCache<Key: Hashable & Sendable, Value: Sendable>: Sendable {
  private struct Entry: Sendable {
    let key: Key
    var value: Value
    var older: Int
    var newer: Int
  }

  private let capacity: Int
  private var entries: [Entry] = []
  private var places: [Key: Int] = [:]
  private var newest = -1
  private var oldest = -1

  init(capacity: Int) {
    self.capacity = max(capacity, 1)
  }

  var count: Int { entries.count }

  /// The value of a key, which counts as a use.
  mutating func value(for key: Key) -> Value? {
    guard let place = places[key] else { return nil }
    unlink(place)
    linkNewest(place)
    return entries[place].value
  }

  /// Keeps a value, which counts as a use.
  mutating func insert(_ value: Value, for key: Key) {
    if let place = places[key] {
      entries[place].value = value
      unlink(place)
      linkNewest(place)
      return
    }
    var place = entries.count
    if place < capacity {
      entries.append(Entry(key: key, value: value, older: -1, newer: -1))
    } else {
      place = oldest
      unlink(place)
      places[entries[place].key] = nil
      entries[place] = Entry(key: key, value: value, older: -1, newer: -1)
    }
    places[key] = place
    linkNewest(place)
  }

  private mutating func unlink(_ place: Int) {
    let (older, newer) = (entries[place].older, entries[place].newer)
    if older >= 0 { entries[older].newer = newer } else { oldest = newer }
    if newer >= 0 { entries[newer].older = older } else { newest = older }
  }

  private mutating func linkNewest(_ place: Int) {
    entries[place].older = newest
    entries[place].newer = -1
    if newest >= 0 { entries[newest].newer = place } else { oldest = place }
    newest = place
  }
}
