/// A value as it is written in a document.
public struct Value: Sendable {
  /// What is written.
  public var content: Content
  /// Where it begins.
  public var location: SourceLocation

  /// A value at a place.
  public init(_ content: Content, location: SourceLocation = .unknown) {
    self.content = content
    self.location = location
  }

  /// The kinds of value.
  public enum Content: Sendable {
    /// `$name`, without the `$`.
    case variable(String)
    /// An integer, as it is written.
    case int(String)
    /// A number with a fraction or an exponent, as it is written.
    case float(String)
    /// A string, unescaped.
    case string(String, isBlock: Bool)
    /// `true` or `false`.
    case boolean(Bool)
    /// `null`.
    case null
    /// An enum value's name.
    case enumeration(String)
    /// A list.
    case list([Value])
    /// An input object.
    case object([ObjectField])
  }

  /// A field of an input object.
  public struct ObjectField: Sendable {
    /// Its name.
    public var name: Name
    /// Its value.
    public var value: Value
    /// Where it begins.
    public var location: SourceLocation

    /// A field of these parts.
    public init(name: Name, value: Value, location: SourceLocation = .unknown) {
      self.name = name
      self.value = value
      self.location = location
    }
  }
}

extension Value {
  /// `null` at no place.
  public static var null: Value { Value(.null) }
  /// A boolean at no place.
  public static func boolean(_ value: Bool) -> Value { Value(.boolean(value)) }
  /// An integer at no place.
  public static func int(_ value: Int) -> Value { Value(.int(String(value))) }
  /// A string at no place.
  public static func string(_ value: String) -> Value { Value(.string(value, isBlock: false)) }
  /// An enum value at no place.
  public static func enumeration(_ name: String) -> Value { Value(.enumeration(name)) }
  /// A list at no place.
  public static func list(_ values: [Value]) -> Value { Value(.list(values)) }

  /// The text of a string value; nil for another kind.
  public var stringValue: String? {
    if case .string(let text, _) = content { text } else { nil }
  }

  /// The truth of a boolean value; nil for another kind.
  public var booleanValue: Bool? {
    if case .boolean(let truth) = content { truth } else { nil }
  }

  /// The number of an integer value; nil for another kind or past `Int`.
  public var intValue: Int? {
    if case .int(let text) = content { Int(text) } else { nil }
  }

  /// The value of an input object's field; nil when absent or for another kind.
  public subscript(_ field: String) -> Value? {
    guard case .object(let fields) = content else { return nil }
    return fields.first { $0.name.value == field }?.value
  }

  /// Whether the value is `null`.
  public var isNull: Bool {
    if case .null = content { true } else { false }
  }
}
