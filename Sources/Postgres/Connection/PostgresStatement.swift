import Concurrency

/// One statement on its way to a connection.
struct PostgresStatement: Sendable {
  /// The statement's relation to a transaction.
  enum Transaction: Sendable {
    /// A transaction of its own.
    case none
    /// Inside the transaction of this number. BEGIN is sent before the first such statement.
    case inside(UInt64)
    /// COMMIT or ROLLBACK. Nothing is sent when the transaction was not begun and nothing precedes the end.
    case end(UInt64)
  }

  let sql: SQL
  /// Statements that are sent before it, in the same write.
  var preceding: [SQL] = []
  /// The server cancels the statement after this long. If it does not say so, the connection is closed. Nil: no limit.
  let timeLimit: Duration?
  /// The caller waits no longer than this, whatever becomes of the statement.
  var deadline: MonotonicTime? = RequestDeadline.current
  var transaction = Transaction.none
  /// It only reads, so it may run twice: outside a transaction it shares its sync point with others.
  var isRead = false
}

/// Parameter values in the form of libpq: C strings, nil for NULL.
struct ParameterValues {
  private var bytes: [UInt8] = []
  private var offsets: [Int?] = []

  /// Nil when a value has a NUL character, which a text in Postgres cannot have.
  init?(_ sql: SQL) {
    offsets.reserveCapacity((sql.pieces.count + 1) / 2)
    for case .value(let value) in sql.pieces {
      guard let value else {
        offsets.append(nil)
        continue
      }
      guard !value.utf8.contains(0) else { return nil }
      offsets.append(bytes.count)
      bytes.append(contentsOf: value.utf8)
      bytes.append(0)
    }
  }

  func withPointers<Result>(_ body: (Int32, UnsafePointer<UnsafePointer<CChar>?>?) -> Result) -> Result {
    bytes.withUnsafeBufferPointer { buffer in
      buffer.withMemoryRebound(to: CChar.self) { buffer in
        let pointers = offsets.map { offset in offset.flatMap { index in buffer.baseAddress.map { $0 + index } } }
        return pointers.withUnsafeBufferPointer { body(Int32(truncatingIfNeeded: $0.count), $0.baseAddress) }
      }
    }
  }
}
