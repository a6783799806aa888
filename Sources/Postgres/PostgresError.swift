/// Why a call to Postgres failed. `description` contains no statement, value or host.
public struct PostgresError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The reason, for a caller to branch on.
  public enum Code: Sendable, Hashable {
    /// There is no connection, or it was lost during the call, which may or may not have taken effect.
    case unavailable
    /// SQLSTATE 23505.
    case uniqueViolation(constraint: String)
    /// SQLSTATE 23503.
    case foreignKeyViolation(constraint: String)
    /// SQLSTATE 23514.
    case checkViolation(constraint: String)
    /// SQLSTATE 40001 or 40P01 (deadlock). The transaction may be retried.
    case serializationFailure
    /// The statement exceeded the time limit, or its limit for waiting for a lock.
    case timeout
    /// The caller's task was cancelled before the statement was sent.
    case cancelled
    /// The transaction was rolled back, since one of its statements or a joined body had failed.
    case transactionAborted
    /// The transaction or session of the statement has ended.
    case transactionEnded
    /// A column is missing, or its value is not of the requested type.
    case unexpectedValue(column: String)
    /// Another error of the server, with its SQLSTATE.
    case other(sqlState: String)
  }

  public let code: Code
  /// The message of the server or of libpq. It may contain values: for the log at debug level, never for a client.
  public let serverMessage: String?

  public init(_ code: Code, serverMessage: String? = nil) {
    self.code = code
    self.serverMessage = serverMessage
  }

  /// Safe to show to a client.
  public var description: String {
    switch code {
    case .unavailable: "the database is not available"
    case .uniqueViolation: "a unique constraint is violated"
    case .foreignKeyViolation: "a foreign key is violated"
    case .checkViolation: "a check constraint is violated"
    case .serializationFailure: "the transaction conflicts with another one"
    case .timeout: "the database took too long"
    case .cancelled: "the call was cancelled"
    case .transactionAborted: "the transaction was rolled back"
    case .transactionEnded: "the transaction has ended"
    case .unexpectedValue(let column): "column \(column) is missing or has an unexpected value"
    case .other(let sqlState): "the database refused the statement (SQLSTATE \(sqlState))"
    }
  }
}

extension PostgresError {
  static let unavailable = PostgresError(.unavailable)

  /// The codes of the Postgres manual, appendix A.
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
