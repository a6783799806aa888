import SharedKernel

/// A value that can be a parameter: its text in Postgres' own input format, nil for NULL. The server gives it its type.
public protocol PostgresEncodable: Sendable {
  /// Text without NUL characters, or nil for NULL.
  var postgresText: String? { get }
}

extension String: PostgresEncodable {
  /// Itself.
  public var postgresText: String? { self }
}

extension Int: PostgresEncodable {
  /// Decimal.
  public var postgresText: String? { String(self) }
}

extension Int64: PostgresEncodable {
  /// Decimal.
  public var postgresText: String? { String(self) }
}

extension Double: PostgresEncodable {
  /// The shortest text that reads back as the same number.
  public var postgresText: String? { description }
}

extension Bool: PostgresEncodable {
  /// `t` or `f`.
  public var postgresText: String? { self ? "t" : "f" }
}

extension EntityID: PostgresEncodable {
  /// 36 characters, for `uuid`.
  public var postgresText: String? { description }
}

extension Money: PostgresEncodable {
  /// Two decimals, for `numeric`.
  public var postgresText: String? { description }
}

extension Timestamp: PostgresEncodable {
  /// RFC 3339, for `timestamptz`.
  public var postgresText: String? { description }
}

extension Optional: PostgresEncodable where Wrapped: PostgresEncodable {
  /// The value's text, or NULL.
  public var postgresText: String? { self?.postgresText }
}

extension Array: PostgresEncodable where Element: PostgresArrayElement {
  /// An array literal, or for `[UInt8]` the UTF-8 text that it is.
  public var postgresText: String? { Element.postgresText(of: self) }
}
