/// One statement: its text, which is made of the program's literals, and the values of its parameters.
///
///     let rows = try await database.query("SELECT name FROM users WHERE id = \(id) AND role = \(role)")
///
/// An interpolated value becomes a parameter (`$1`, `$2`, … in their order) and never a part of the text. Text can only come from literals:
/// `\(sql: columns)` and `+` insert another `SQL`, with its own values.
public struct SQL: ExpressibleByStringInterpolation, Sendable {
  enum Piece: Sendable {
    case literal(StaticString)
    /// The value's text, nil for NULL.
    case value(String?)
  }

  private(set) var pieces: [Piece]

  public init(stringLiteral value: StaticString) { pieces = value.utf8CodeUnitCount == 0 ? [] : [.literal(value)] }

  public init(stringInterpolation: StringInterpolation) { pieces = stringInterpolation.pieces }

  public static func + (left: SQL, right: SQL) -> SQL {
    var sum = left
    sum += right
    return sum
  }

  public static func += (left: inout SQL, right: SQL) { left.pieces += right.pieces }

  /// The text for the server. Built only when a connection prepares the statement.
  var text: String {
    var text = ""
    var count = 0
    for piece in pieces {
      switch piece {
      case .literal(let literal): text += literal.description
      case .value:
        count += 1
        text += "$\(count)"
      }
    }
    return text
  }

  /// Collects the pieces of an interpolated literal.
  public struct StringInterpolation: StringInterpolationProtocol, Sendable {
    var pieces: [Piece] = []

    public init(literalCapacity: Int, interpolationCount: Int) { pieces.reserveCapacity(2 * interpolationCount + 1) }

    public mutating func appendLiteral(_ literal: StaticString) {
      if literal.utf8CodeUnitCount > 0 { pieces.append(.literal(literal)) }
    }

    /// Binds a value to the next parameter.
    @inlinable
    public mutating func appendInterpolation(_ value: some PostgresEncodable) { appendValue(value.postgresText) }

    /// Binds a value to the next parameter, NULL for nil.
    @inlinable
    public mutating func appendInterpolation(_ value: (some PostgresEncodable)?) { appendValue(value?.postgresText) }

    /// Inserts the text and the values of another statement.
    public mutating func appendInterpolation(sql: SQL) { pieces += sql.pieces }

    @usableFromInline mutating func appendValue(_ text: String?) { pieces.append(.value(text)) }
  }
}
