import CPostgres

/// The rows of one result.
public struct PostgresRows: RandomAccessCollection, Sendable {
  let result: ResultOwner

  public var startIndex: Int { 0 }
  public var endIndex: Int { result.rowCount }
  public subscript(position: Int) -> PostgresRow { PostgresRow(result: result, index: position) }

  /// The number of rows that the statement inserted, updated, deleted or selected.
  public var affected: Int { result.affected }
}

/// One row of a result, which it retains.
public struct PostgresRow: Sendable {
  let result: ResultOwner
  let index: Int

  /// A column's value. Its type is inferred: `let id: EntityID = try row.get("id")`. An Optional for a column that may be NULL.
  @inlinable
  public func get<Value: PostgresDecodable>(_ column: String) throws(PostgresError) -> Value {
    // The result owns the bytes.
    defer { withExtendedLifetime(self) {} }
    guard let value = Value(postgresUTF8: try utf8(column)) else { throw PostgresError(.unexpectedValue(column: column)) }
    return value
  }

  /// A column's value of the given type.
  @inlinable
  public func get<Value: PostgresDecodable>(_ column: String, as type: Value.Type) throws(PostgresError) -> Value {
    try get(column)
  }

  /// A column's text, nil for NULL. Valid as long as the row.
  @usableFromInline
  func utf8(_ column: String) throws(PostgresError) -> UnsafeBufferPointer<UInt8>? {
    guard let number = result.column(named: column) else { throw PostgresError(.unexpectedValue(column: column)) }
    return result.utf8(row: index, column: number)
  }
}

/// Owns one `PGresult`.
// Unchecked: a PGresult is immutable once libpq has returned it (manual, 34.21), so any thread may read it.
final class ResultOwner: @unchecked Sendable {
  private let result: OpaquePointer

  init(_ result: OpaquePointer) { self.result = result }
  deinit { PQclear(result) }

  var status: ExecStatusType { PQresultStatus(result) }
  var rowCount: Int { Int(PQntuples(result)) }
  var affected: Int { PQcmdTuples(result).flatMap { Int(String(cString: $0)) } ?? 0 }
  var commandTag: String { PQcmdStatus(result).map { String(cString: $0) } ?? "" }

  func column(named name: String) -> Int32? {
    var name = name
    return name.withUTF8 { name in
      (0..<PQnfields(result)).first { number in
        guard let candidate = PQfname(result, number) else { return false }
        var length = 0
        // A shorter candidate differs at its NUL.
        while length < name.count, candidate[length] == CChar(bitPattern: name[length]) { length += 1 }
        return length == name.count && candidate[length] == 0
      }
    }
  }

  /// Valid as long as the owner.
  func utf8(row: Int, column: Int32) -> UnsafeBufferPointer<UInt8>? {
    let row = Int32(truncatingIfNeeded: row)
    guard PQgetisnull(result, row, column) == 0, let start = PQgetvalue(result, row, column) else { return nil }
    let bytes = UnsafeRawBufferPointer(start: start, count: Int(PQgetlength(result, row, column)))
    return bytes.bindMemory(to: UInt8.self)
  }

  /// The error that the server reports.
  var error: PostgresError {
    PostgresError(
      sqlState: field(TRELLIS_PG_SQLSTATE), constraint: field(TRELLIS_PG_CONSTRAINT_NAME), message: field(TRELLIS_PG_MESSAGE_PRIMARY))
  }

  private func field(_ code: trellis_pg_diagnostic) -> String {
    PQresultErrorField(result, Int32(code.rawValue)).map { String(cString: $0) } ?? ""
  }
}
