/// A value in a document.
public struct Value: Sendable {
  public var content: Content
  public var location: SourceLocation

  public init(_ content: Content, location: SourceLocation = .unknown) {
    self.content = content
    self.location = location
  }

  public enum Content: Sendable {
    /// Without `$`.
    case variable(String)
    /// As in the source.
    case int(String)
    /// As in the source.
    case float(String)
    /// Unescaped.
    case string(String, isBlock: Bool)
    case boolean(Bool)
    case null
    case enumeration(String)
    case list([Value])
    case object([ObjectField])
  }

  public struct ObjectField: Sendable {
    public var name: Name
    public var value: Value
    public var location: SourceLocation

    public init(name: Name, value: Value, location: SourceLocation = .unknown) {
      self.name = name
      self.value = value
      self.location = location
    }
  }
}

extension Value {
  public static var null: Value { Value(.null) }
  public static func boolean(_ value: Bool) -> Value { Value(.boolean(value)) }
  public static func int(_ value: Int) -> Value { Value(.int(String(value))) }
  public static func string(_ value: String) -> Value { Value(.string(value, isBlock: false)) }
  public static func enumeration(_ name: String) -> Value { Value(.enumeration(name)) }
  public static func list(_ values: [Value]) -> Value { Value(.list(values)) }

  public var stringValue: String? {
    if case .string(let text, _) = content { text } else { nil }
  }

  public var booleanValue: Bool? {
    if case .boolean(let truth) = content { truth } else { nil }
  }

  /// Nil for another kind of value, or when `Int` cannot hold it.
  public var intValue: Int? {
    if case .int(let text) = content { Int(text) } else { nil }
  }

  /// The value of a field of an input object; nil when there is none.
  public subscript(_ field: String) -> Value? {
    guard case .object(let fields) = content else { return nil }
    return fields.first { $0.name.value == field }?.value
  }

  public var isNull: Bool {
    if case .null = content { true } else { false }
  }
}
