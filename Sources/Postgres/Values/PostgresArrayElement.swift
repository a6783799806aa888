import SharedKernel

/// A type whose arrays can be parameters and columns.
public protocol PostgresArrayElement: PostgresEncodable {
  /// The array literal.
  static func postgresText(of elements: [Self]) -> String?
  /// Nil when the text is not an array literal of this type.
  static func array(postgresText: String) -> [Self]?
}

extension PostgresArrayElement where Self: PostgresDecodable {
  /// An array literal (Postgres manual, 8.15.2), each element quoted.
  public static func postgresText(of elements: [Self]) -> String? {
    var literal = "{"
    for (index, element) in elements.enumerated() {
      if index > 0 { literal.append(",") }
      guard let text = element.postgresText else {
        literal.append("NULL")
        continue
      }
      literal.append("\"")
      for character in text.unicodeScalars {
        if character == "\"" || character == "\\" { literal.append("\\") }
        literal.unicodeScalars.append(character)
      }
      literal.append("\"")
    }
    literal.append("}")
    return literal
  }

  /// Reads an array literal (Postgres manual, 8.15.6) of one dimension.
  public static func array(postgresText: String) -> [Self]? {
    guard let texts = ArrayLiteral.elements(of: postgresText) else { return nil }
    var elements: [Self] = []
    elements.reserveCapacity(texts.count)
    for text in texts {
      guard let element = Self(postgresText: text) else { return nil }
      elements.append(element)
    }
    return elements
  }
}

extension String: PostgresArrayElement {}
extension Int: PostgresArrayElement {}
extension Int64: PostgresArrayElement {}

extension EntityID: PostgresArrayElement {
  /// Without quotes, which identifiers do not need.
  public static func postgresText(of elements: [EntityID]) -> String? {
    var literal = "{"
    literal.reserveCapacity(2 + elements.count * 37)
    for (index, element) in elements.enumerated() {
      if index > 0 { literal.append(",") }
      literal.append(element.description)
    }
    literal.append("}")
    return literal
  }
}

extension Timestamp: PostgresArrayElement {}

extension UInt8: PostgresArrayElement {
  /// Only arrays of bytes are used as parameters.
  public var postgresText: String? { String(self) }

  /// The bytes as UTF-8 text, for `json`, `jsonb` and `text`.
  public static func postgresText(of elements: [UInt8]) -> String? { String(decoding: elements, as: UTF8.self) }

  public static func array(postgresText: String) -> [UInt8]? { Array(postgresText.utf8) }
}

enum ArrayLiteral {
  /// The texts of the elements, nil for NULL. Nil when the text is not a literal of a one-dimensional array.
  static func elements(of literal: String) -> [String?]? {
    var bytes = literal.utf8.makeIterator()
    guard bytes.next() == UInt8(ascii: "{") else { return nil }
    var elements: [String?] = []
    var current: [UInt8] = []
    var inQuotes = false
    var wasQuoted = false
    func element() -> String? {
      let text = String(decoding: current, as: UTF8.self)
      return !wasQuoted && text == "NULL" ? nil : text
    }
    while let byte = bytes.next() {
      switch byte {
      case UInt8(ascii: "\\"):
        guard let escaped = bytes.next() else { return nil }
        current.append(escaped)
      case UInt8(ascii: "\""):
        inQuotes.toggle()
        wasQuoted = true
      case UInt8(ascii: ",") where !inQuotes:
        elements.append(element())
        current = []
        wasQuoted = false
      case UInt8(ascii: "}") where !inQuotes:
        if !current.isEmpty || wasQuoted || !elements.isEmpty { elements.append(element()) }
        return bytes.next() == nil ? elements : nil
      case UInt8(ascii: "{") where !inQuotes:
        return nil
      default:
        current.append(byte)
      }
    }
    return nil
  }
}
