/// A reply (RESP2).
public enum RedisValue: Sendable, Equatable {
  /// A null bulk string or array.
  case null
  case integer(Int64)
  /// A simple string such as OK.
  case status(String)
  /// A bulk string.
  case bytes([UInt8])
  case array([RedisValue])
  /// An error inside an array; an error reply is thrown instead.
  case error(prefix: String)

  /// The text of a bulk or simple string.
  public var string: String? {
    switch self {
    case .bytes(let bytes): String(decoding: bytes, as: UTF8.self)
    case .status(let text): text
    default: nil
    }
  }

  public var int: Int64? {
    if case .integer(let value) = self { value } else { nil }
  }
}
