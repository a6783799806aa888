import SharedKernel

/// A value that can be a parameter: a text in the input format of Postgres, or NULL. The server infers its type.
public protocol PostgresEncodable: Sendable {
  /// Without NUL characters; nil for NULL.
  var postgresText: String? { get }
}

extension String: PostgresEncodable {
  public var postgresText: String? { self }
}

extension Int: PostgresEncodable {
  public var postgresText: String? { String(self) }
}

extension Int64: PostgresEncodable {
  public var postgresText: String? { String(self) }
}

extension Double: PostgresEncodable {
  /// The shortest text that is parsed to the same number.
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
  public var postgresText: String? { self?.postgresText }
}

extension Array: PostgresEncodable where Element: PostgresArrayElement {
  /// An array literal; for `[UInt8]` the UTF-8 text.
  public var postgresText: String? { Element.postgresText(of: self) }
}
