extension [Name] {
  /// The names that occur more than once with all their places, in the order of their first places.
  package var repeated: [(name: String, places: [SourceLocation])] {
    guard count > 1, !areFewAndDistinct else { return [] }
    var order: [String] = []
    var places: [String: [SourceLocation]] = [:]
    for name in self {
      if places[name.value] == nil { order.append(name.value) }
      places[name.value, default: []].append(name.location)
    }
    guard order.count < count else { return [] }
    return order.compactMap { name in
      guard let found = places[name], found.count > 1 else { return nil }
      return (name, found)
    }
  }

  /// Comparing a few names with each other costs less than a dictionary.
  private var areFewAndDistinct: Bool {
    count <= 8 && indices.allSatisfy { index in !self[..<index].contains { $0.value == self[index].value } }
  }
}
