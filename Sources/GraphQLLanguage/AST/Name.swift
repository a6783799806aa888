/// A name and where it is in the source. The name of a variable is without `$`, that of a directive without `@`.
public struct Name: Sendable, CustomStringConvertible, ExpressibleByStringLiteral {
  public var value: String

  public var location: SourceLocation

  public init(_ value: String, location: SourceLocation = .unknown) {
    self.value = value
    self.location = location
  }

  public init(stringLiteral value: String) {
    self.init(value)
  }

  public var description: String { value }
}

extension [Name] {
  /// The names that occur more than once with all their locations, in the order of their first locations.
  package var duplicates: [(name: String, locations: [SourceLocation])] {
    guard count > 1, !areFewAndDistinct else { return [] }
    var order: [String] = []
    var locations: [String: [SourceLocation]] = [:]
    for name in self {
      if locations[name.value] == nil { order.append(name.value) }
      locations[name.value, default: []].append(name.location)
    }
    guard order.count < count else { return [] }
    return order.compactMap { name in
      guard let found = locations[name], found.count > 1 else { return nil }
      return (name, found)
    }
  }

  /// For a few names, comparing each pair costs less than a dictionary.
  private var areFewAndDistinct: Bool {
    count <= 8 && indices.allSatisfy { index in !self[..<index].contains { $0.value == self[index].value } }
  }
}

extension [String: SourceLocation] {
  /// Adds the location of a name. Returns the location of the first one when the name is a duplicate.
  package mutating func insert(_ name: Name, at location: SourceLocation? = nil) -> SourceLocation? {
    if let first = self[name.value] { return first }
    self[name.value] = location ?? name.location
    return nil
  }
}

public struct Description: Sendable, ExpressibleByStringLiteral {
  /// Unescaped; for a block string, without the common indentation.
  public var value: String

  public var isBlock: Bool

  public var location: SourceLocation

  public init(_ value: String, isBlock: Bool = true, location: SourceLocation = .unknown) {
    self.value = value
    self.isBlock = isBlock
    self.location = location
  }

  public init(stringLiteral value: String) {
    self.init(value)
  }
}
