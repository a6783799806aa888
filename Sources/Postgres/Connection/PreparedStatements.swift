/// The statements that a connection has prepared, and their names.
struct PreparedStatements {
  /// The number of statements of a program is bounded, since their texts are literals. Beyond this number a statement is prepared for each call.
  private static let limit = 512
  private var names: [StatementText: String] = [:]
  private var count = 0

  /// The statement's name, and whether it must be prepared first. The empty name stands for the statement that is never kept.
  mutating func name(for text: StatementText) -> (name: String, isNew: Bool) {
    if let name = names[text] { return (name, false) }
    guard names.count < Self.limit else { return ("", true) }
    count += 1
    let name = "s\(count)"
    names[StatementText(storing: text)] = name
    return (name, true)
  }

  mutating func forget(_ text: StatementText) { names[text] = nil }
}

/// The text of a statement as a key: equal when it is made of the same literals of the program, whatever the values are.
///
/// Literals are compared by address, so the look-up for each call reads no text and builds none. The same text in two places of the program may
/// be two keys, and is then prepared twice.
struct StatementText: Hashable, Sendable {
  private let pieces: [SQL.Piece]

  init(_ sql: SQL) { pieces = sql.pieces }

  /// The same key without the values, to be stored.
  init(storing key: StatementText) {
    pieces = key.pieces.map { piece in
      if case .value = piece { .value(nil) } else { piece }
    }
  }

  static func == (left: StatementText, right: StatementText) -> Bool {
    guard left.pieces.count == right.pieces.count else { return false }
    for index in left.pieces.indices where address(left.pieces[index]) != address(right.pieces[index]) { return false }
    return true
  }

  func hash(into hasher: inout Hasher) {
    for piece in pieces { hasher.combine(Self.address(piece).start) }
  }

  /// Where the literal is; two zeros for a value.
  private static func address(_ piece: SQL.Piece) -> (start: UInt, count: Int) {
    guard case .literal(let literal) = piece else { return (0, 0) }
    // A literal of one character may be stored as the character itself.
    guard literal.hasPointerRepresentation else { return (UInt(literal.unicodeScalar.value), -1) }
    return (UInt(bitPattern: literal.utf8Start), literal.utf8CodeUnitCount)
  }
}
