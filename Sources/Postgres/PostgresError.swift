/// What went wrong with a call to Postgres. `description` holds no statement, value or host.
public struct PostgresError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What a caller branches on.
  public enum Code: Sendable, Hashable {
    /// No connection, or it was lost while the call was under way: the call may or may not have taken effect.
    case unavailable
    /// SQLSTATE 23505.
    case uniqueViolation(constraint: String)
    /// SQLSTATE 23503.
    case foreignKeyViolation(constraint: String)
    /// SQLSTATE 23514.
    case checkViolation(constraint: String)
    /// SQLSTATE 40001 or 40P01 (deadlock): the whole transaction may be tried again.
    case serializationFailure
    /// The statement ran longer than the limit, or waited too long for a lock.
    case timeout
    /// The caller's task was cancelled before the statement was sent.
    case cancelled
    /// The transaction could not be committed since one of its statements, or a joined part of it, had failed: it is rolled back.
    case transactionAborted
    /// A statement was sent on a transaction or session that is over.
    case transactionEnded
    /// A column is missing, or its value is not of the wanted type.
    case unexpectedValue(column: String)
    /// Any other refusal by the server, with its SQLSTATE.
    case other(sqlState: String)
  }

  /// What a caller branches on.
  public let code: Code
  /// The server's or libpq's words, which may quote values: for the log at debug level, never for a client.
  public let serverMessage: String?

  /// Makes an error.
  public init(_ code: Code, serverMessage: String? = nil) {
    self.code = code
    self.serverMessage = serverMessage
  }

  /// Safe to show.
  public var description: String {
    switch code {
    case .unavailable: "the database is not available"
    case .uniqueViolation: "a unique constraint is violated"
    case .foreignKeyViolation: "a foreign key is violated"
    case .checkViolation: "a check constraint is violated"
    case .serializationFailure: "the transaction conflicted with another one"
    case .timeout: "the database took too long"
    case .cancelled: "the call was cancelled"
    case .transactionAborted: "the transaction was rolled back"
    case .transactionEnded: "the transaction is over"
    case .unexpectedValue(let column): "column \(column) is missing or has an unexpected value"
    case .other(let sqlState): "the database refused the statement (SQLSTATE \(sqlState))"
    }
  }
}

extension PostgresError {
  static let unavailable = PostgresError(.unavailable)

  /// Appendix A of the Postgres manual.
  init(sqlState: String, constraint: String, message: String) {
    let code: Code =
      switch sqlState {
      case "23505": .uniqueViolation(constraint: constraint)
      case "23503": .foreignKeyViolation(constraint: constraint)
      case "23514": .checkViolation(constraint: constraint)
      case "40001", "40P01": .serializationFailure
      case "57014", "55P03": .timeout
      case "25P02": .transactionAborted
      case "57P01", "57P02", "57P03", "57P05", "25P03", "53300", "": .unavailable
      default: sqlState.hasPrefix("08") ? .unavailable : .other(sqlState: sqlState)
      }
    self.init(code, serverMessage: message)
  }
}
