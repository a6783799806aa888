import SharedKernel

/// A value that can be read from a column's text.
public protocol PostgresDecodable: Sendable {
  /// Nil when the text is not a value of this type. `postgresText` is nil for NULL.
  init?(postgresText: String?)
  /// The same from UTF-8. A type that is read often implements it without a string in between.
  init?(postgresUTF8: UnsafeBufferPointer<UInt8>?)
}

extension PostgresDecodable {
  public init?(postgresUTF8: UnsafeBufferPointer<UInt8>?) {
    self.init(postgresText: postgresUTF8.map { String(decoding: $0, as: UTF8.self) })
  }
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

  /// `uuid`.
  public init?(postgresUTF8: UnsafeBufferPointer<UInt8>?) {
    guard let postgresUTF8 else { return nil }
    self.init(utf8: postgresUTF8)
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
  /// `timestamptz` with DateStyle ISO and time zone UTC: `2026-11-21 04:11:05.123456+00`.
  public init?(postgresText: String?) {
    guard let postgresText, postgresText.utf8.suffix(3).elementsEqual("+00".utf8) else { return nil }
    self.init(rfc3339: postgresText)
  }

  public init?(postgresUTF8: UnsafeBufferPointer<UInt8>?) {
    guard let postgresUTF8, postgresUTF8.suffix(3).elementsEqual("+00".utf8) else { return nil }
    self.init(rfc3339: postgresUTF8)
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

  /// NULL becomes nil.
  public init?(postgresUTF8: UnsafeBufferPointer<UInt8>?) {
    guard let postgresUTF8 else {
      self = .none
      return
    }
    guard let value = Wrapped(postgresUTF8: postgresUTF8) else { return nil }
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
