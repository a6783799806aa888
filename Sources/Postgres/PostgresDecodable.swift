import SharedKernel

/// A value that can be read from a column's text.
public protocol PostgresDecodable: Sendable {
  /// Nil when the text is not of this type; `postgresText` is nil for NULL.
  init?(postgresText: String?)
}

extension String: PostgresDecodable {
  /// Any column but NULL.
  public init?(postgresText: String?) {
    guard let postgresText else { return nil }
    self = postgresText
  }
}

extension Int: PostgresDecodable {
  /// `smallint`, `integer`, `bigint`.
  public init?(postgresText: String?) {
    guard let postgresText, let value = Int(postgresText) else { return nil }
    self = value
  }
}

extension Int64: PostgresDecodable {
  /// `smallint`, `integer`, `bigint`.
  public init?(postgresText: String?) {
    guard let postgresText, let value = Int64(postgresText) else { return nil }
    self = value
  }
}

extension Double: PostgresDecodable {
  /// `real`, `double precision`.
  public init?(postgresText: String?) {
    guard let postgresText, let value = Double(postgresText) else { return nil }
    self = value
  }
}

extension Bool: PostgresDecodable {
  /// `boolean`.
  public init?(postgresText: String?) {
    switch postgresText {
    case "t": self = true
    case "f": self = false
    default: return nil
    }
  }
}

extension EntityID: PostgresDecodable {
  /// `uuid`.
  public init?(postgresText: String?) {
    guard let postgresText else { return nil }
    self.init(postgresText)
  }
}

extension Money: PostgresDecodable {
  /// `numeric` with at most two decimals.
  public init?(postgresText: String?) {
    guard let postgresText else { return nil }
    self.init(postgresText)
  }
}

extension Timestamp: PostgresDecodable {
  /// `timestamptz` as a connection with DateStyle ISO and time zone UTC writes it: `2026-11-21 04:11:05.123456+00`.
  public init?(postgresText: String?) {
    guard let postgresText, postgresText.utf8.suffix(3).elementsEqual("+00".utf8) else { return nil }
    self.init(rfc3339: postgresText)
  }
}

extension Optional: PostgresDecodable where Wrapped: PostgresDecodable {
  /// NULL becomes nil.
  public init?(postgresText: String?) {
    guard let postgresText else {
      self = .none
      return
    }
    guard let value = Wrapped(postgresText: postgresText) else { return nil }
    self = .some(value)
  }
}

extension Array: PostgresDecodable where Element: PostgresArrayElement {
  /// A one-dimensional array without NULLs, or for `[UInt8]` the column's UTF-8 text.
  public init?(postgresText: String?) {
    guard let postgresText, let value = Element.array(postgresText: postgresText) else { return nil }
    self = value
  }
}
