import JSON

/// Translates an enum's JSON strings from those of one origin to those of another, for the keys of loaders.
public struct EnumTranslation: Sendable {
  private let strings: [String: String]

  /// - Parameter strings: the strings of the reading origin by those of the giving origin.
  public init(_ strings: [String: String]) { self.strings = strings }

  /// The translated value, or list of values. Nil for a value that the reading origin does not have: it cannot be asked for it.
  func callAsFunction(_ value: JSONValue) -> JSONValue? {
    switch value {
    case .string(let text): return strings[text].map { .string($0) }
    case .array(let elements):
      var translated: [JSONValue] = []
      for element in elements {
        guard let element = element == .null ? element : self(element) else { return nil }
        translated.append(element)
      }
      return .array(translated)
    case .null, .bool, .number, .object: return nil
    }
  }
}

extension InputSource {
  /// The key of one value; nil for a value that has no translation.
  @inline(__always)
  func key(_ view: JSONView) -> LoadKey? {
    translation == nil ? LoadKey(view) : value(view).map { LoadKey([$0]) }
  }

  /// The value as a part of a key; nil for a value that has no translation.
  func value(_ view: JSONView) -> JSONValue? {
    guard let translation else { return JSONValue(view) }
    return translation(JSONValue(view))
  }
}
