import JSON

/// What identifies one thing to load: one JSON value for each of the loader's inputs, in their order.
///
/// Keys compare by their texts, so that the id `1` of one service and the id `"1"` of another are the same key.
public struct LoadKey: Hashable, Sendable, Comparable {
  /// The values, for loaders that need their JSON.
  public let values: [JSONValue]
  /// The values as texts: a string's characters, and the JSON text of everything else.
  public let texts: [String]

  /// A key of these values.
  public init(_ values: [JSONValue]) {
    self.values = values
    texts = values.map { $0.string ?? $0.text }
  }

  /// The key of a loader without inputs.
  public static let none = LoadKey([])

  /// Whether both keys name the same thing.
  public static func == (left: LoadKey, right: LoadKey) -> Bool { left.texts == right.texts }

  /// Hashes the texts.
  public func hash(into hasher: inout Hasher) { hasher.combine(texts) }

  /// Orders keys by their texts, the first input first.
  public static func < (left: LoadKey, right: LoadKey) -> Bool { left.texts.lexicographicallyPrecedes(right.texts) }
}
