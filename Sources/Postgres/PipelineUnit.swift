import Sockets

/// One statement on the wire, from its sending to its sync point, or to its last answer when it shares a sync point.
struct PipelineUnit: Sendable {
  let statement: PostgresStatement
  let complete: @Sendable (PostgresConnection.Answer) -> Void
  var sentAt = ContinuousClock.now
  /// How many answers there will be: one each for BEGIN, for every Parse and for every statement.
  var partCount = 0
  /// The texts that are prepared on the way, and which part that is.
  var preparations: [(text: StatementText, part: Int)] = []
  /// The sync point is for all reads of one turn of the loop. When one of them fails, the server skips those behind it.
  private(set) var sharesSync: Bool
  private(set) var isSecondTry = false
  private(set) var result: ResultOwner?
  private(set) var error: PostgresError?
  private var succeeded = 0
  private var answered = 0

  init(_ statement: PostgresStatement, complete: @escaping @Sendable (PostgresConnection.Answer) -> Void) {
    self.statement = statement
    self.complete = complete
    if case .none = statement.transaction { sharesSync = statement.isRead } else { sharesSync = false }
  }

  /// One part of the unit went well; the last part's result is the statement's.
  mutating func succeed(_ result: ResultOwner) {
    answered += 1
    succeeded += 1
    self.result = result
  }

  /// A part failed; the server skips the rest.
  mutating func fail(_ error: PostgresError) {
    answered += 1
    if self.error == nil { self.error = error }
  }

  /// The server skipped a part, since one before it failed.
  mutating func skip() { answered += 1 }

  /// Whether every part has its answer.
  var isAnswered: Bool { answered == partCount }

  /// Whether another unit's failure is why it did not run.
  var wasSkipped: Bool { isAnswered && error == nil && succeeded < answered }

  /// The texts that the server did not come to prepare.
  var unprepared: [StatementText] { preparations.filter { $0.part >= succeeded }.map(\.text) }

  /// The texts of all its statements.
  var texts: [StatementText] { (statement.preceding + [statement.sql]).map { StatementText($0) } }

  /// The statement did not run, since the server no longer knows it (26000) or its result has another shape now (0A000).
  var hasStalePlan: Bool {
    switch error?.code {
    case .other("26000"): true
    case .other("0A000"): error?.serverMessage == "cached plan must not change result type"
    default: false
    }
  }

  /// The same statement, to be prepared anew.
  func secondTry() -> PipelineUnit {
    var unit = PipelineUnit(statement, complete: complete)
    unit.isSecondTry = true
    unit.sharesSync = false
    return unit
  }

  /// The same statement with a sync point of its own.
  func alone() -> PipelineUnit {
    var unit = PipelineUnit(statement, complete: complete)
    unit.isSecondTry = isSecondTry
    unit.sharesSync = false
    return unit
  }
}

/// A script on the wire.
struct ScriptRun: Sendable {
  let text: String
  let complete: @Sendable (Result<Void, PostgresError>) -> Void
  private var error: PostgresError?

  init(text: String, complete: @escaping @Sendable (Result<Void, PostgresError>) -> Void) {
    self.text = text
    self.complete = complete
  }

  mutating func fail(_ error: PostgresError) {
    if self.error == nil { self.error = error }
  }

  func finish() {
    if let error { complete(.failure(error)) } else { complete(.success(())) }
  }
}

/// Which statements a connection knows by name.
struct PreparedStatements {
  /// Statements are made of literals, so their number is the program's; past this many a connection does not keep more.
  private static let limit = 512
  private var names: [StatementText: String] = [:]
  private var made = 0

  /// The statement's name, and whether it must be prepared first. The empty name is the one that is never kept.
  mutating func name(for text: StatementText) -> (name: String, isNew: Bool) {
    if let name = names[text] { return (name, false) }
    guard names.count < Self.limit else { return ("", true) }
    made += 1
    let name = "s\(made)"
    names[StatementText(storing: text)] = name
    return (name, true)
  }

  mutating func forget(_ text: StatementText) { names[text] = nil }
}
