import JSON

/// What identifies one thing to load: one JSON value for each of the loader's inputs, in their order.
///
/// Keys compare by their texts, so that the id `1` of one service and the id `"1"` of another are the same key.
public struct LoadKey: Hashable, Sendable, Comparable {
  /// The values, for loaders that need their JSON.
  public let values: [JSONValue]
  /// All texts in one, by which keys compare.
  private let identity: String

  /// A key of these values.
  public init(_ values: [JSONValue]) {
    self.values = values
    identity = values.count == 1 ? Self.text(values[0]) : values.map(Self.text).joined(separator: "\u{0}")
  }

  /// The values as texts: a string's characters, and the JSON text of everything else.
  public var texts: [String] { values.map(Self.text) }

  private static func text(_ value: JSONValue) -> String {
    switch value {
    case .string(let text), .number(let text): text
    default: value.text
    }
  }

  /// The key of a loader without inputs.
  public static let none = LoadKey([])

  /// Whether both keys name the same thing.
  public static func == (left: LoadKey, right: LoadKey) -> Bool {
    // By bytes: equal strings may still be different ids, since Swift compares characters.
    left.identity.utf8.elementsEqual(right.identity.utf8)
  }

  /// Hashes the texts.
  public func hash(into hasher: inout Hasher) { hasher.combine(identity) }

  /// Orders keys by their texts.
  public static func < (left: LoadKey, right: LoadKey) -> Bool {
    left.identity.utf8.lexicographicallyPrecedes(right.identity.utf8)
  }
}
