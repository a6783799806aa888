/// The text of one statement, made of literals only: there is no way to put a value into it but a parameter (`$1`, `$2`, …).
public struct SQL: ExpressibleByStringLiteral, Sendable, Hashable {
  let text: String

  /// A literal.
  public init(stringLiteral value: StaticString) { text = value.description }

  /// Joins two pieces; put the blank between them yourself.
  public static func + (left: SQL, right: SQL) -> SQL { SQL(text: left.text + right.text) }

  init(text: String) { self.text = text }
}
