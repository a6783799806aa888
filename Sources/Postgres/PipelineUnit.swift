import Sockets

/// One statement on the wire, from its sending to its sync point.
struct PipelineUnit: Sendable {
  let statement: PostgresStatement
  let complete: @Sendable (PostgresConnection.Answer) -> Void
  var sentAt = ContinuousClock.now
  /// BEGIN goes in front.
  var beginsTransaction = false
  /// Parse goes in front.
  var prepares = false
  private(set) var isSecondTry = false
  private(set) var result: ResultOwner?
  private(set) var error: PostgresError?
  private var answered = 0

  init(_ statement: PostgresStatement, complete: @escaping @Sendable (PostgresConnection.Answer) -> Void) {
    self.statement = statement
    self.complete = complete
  }

  /// One part of the unit went well; the last part's result is the statement's.
  mutating func succeed(_ result: ResultOwner) {
    answered += 1
    self.result = result
  }

  /// A part failed; the server skips the rest.
  mutating func fail(_ error: PostgresError) {
    if self.error == nil { self.error = error }
  }

  /// Whether the server has taken the Parse.
  var isPrepared: Bool { answered > (beginsTransaction ? 1 : 0) }

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
  private var names: [String: String] = [:]
  private var made = 0

  /// The statement's name, and whether it must be prepared first. The empty name is the one that is never kept.
  mutating func name(for text: String) -> (name: String, isNew: Bool) {
    if let name = names[text] { return (name, false) }
    guard names.count < Self.limit else { return ("", true) }
    made += 1
    let name = "s\(made)"
    names[text] = name
    return (name, true)
  }

  mutating func forget(_ text: String) { names[text] = nil }
}
