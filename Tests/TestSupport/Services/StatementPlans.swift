import Foundation
import Postgres
import Synchronization
import Testing

/// Runs a storage's statements on large tables and rejects those that read a whole table. It also reports the statements of the
/// sources that were not run.
public final class StatementPlans: Sendable {
  private let database: PostgresClient
  private let tables: [String]
  private let statements = Mutex<Set<String>>([])

  /// The settings of a service whose transactions all use one connection. Its six executions of a statement then lead to a generic plan, and what
  /// a transaction prepares at its commit is seen by the next.
  public static let settings = ["DATABASE_POOL_SIZE": "2"]

  /// `database` runs its transactions on one connection (``settings``). `tables` are the tables that no statement may scan sequentially.
  public init(_ database: PostgresClient, tables: [String]) {
    self.database = database
    self.tables = tables
  }

  /// Runs the query until Postgres uses a generic plan.
  ///
  /// - Parameters:
  ///   - allowed: The number of sequential scans per run: one for a total without a filter, otherwise none.
  ///   - query: The statements of the storage, run in a transaction.
  public func check(
    _ name: String, wholeTables allowed: Int = 0, sourceLocation: SourceLocation = #_sourceLocation,
    _ query: @Sendable () async throws -> Void
  ) async throws {
    // Postgres plans the first five executions for their values and then considers a generic plan.
    let runs = 6
    let before = try await scans()
    for _ in 1...runs {
      let prepared = try await database.perform {
        try await query()
        let rows = try await database.query("SELECT statement FROM pg_prepared_statements")
        _ = try await database.query("SELECT pg_stat_force_next_flush()")
        return try rows.map { try $0.get("statement", as: String.self) }
      }
      statements.withLock { $0.formUnion(prepared.map(Self.onOneLine)) }
    }
    let read = try await scans() - before
    #expect(read <= runs * allowed, "\(name) reads a whole table", sourceLocation: sourceLocation)
  }

  /// The SQL text in Swift files that no statement so far contains.
  ///
  /// - Parameters:
  ///   - folder: A path from the repository's root.
  ///   - exempt: The names of files to skip.
  public func forgotten(in folder: String, but exempt: [String] = []) throws -> [String] {
    let shown = statements.withLock { $0 }
    return try Self.files(in: folder).filter { !exempt.contains($0.lastPathComponent) }.flatMap { file in
      try Self.piecesOfSQL(in: String(contentsOf: file, encoding: .utf8))
        .filter { piece in !shown.contains { $0.contains(piece) } }
        .map { "\(file.lastPathComponent): \($0)" }
    }
  }

  private func scans() async throws -> Int {
    try await database.query(
      "SELECT coalesce(sum(seq_scan), 0)::int AS n FROM pg_stat_user_tables WHERE relname = ANY(\(tables))")[0].get("n")
  }

  private static func files(in folder: String) throws -> [URL] {
    try FileManager.default.contentsOfDirectory(at: Repository.url(folder), includingPropertiesForKeys: nil).filter {
      $0.pathExtension == "swift"
    }
  }

  /// The text between interpolations of string literals that contain SQL keywords.
  static func piecesOfSQL(in source: String) -> [String] {
    let code = source.split(separator: "\n", omittingEmptySubsequences: false).filter { line in
      !line.drop(while: \.isWhitespace).starts(with: "//")
    }.joined(separator: "\n")
    return code.matches(of: /"""\n(?<long>(?:.|\n)*?)"""|"(?<short>(?:[^"\\\n]|\\.)*)"/)
      .flatMap { String($0.output.long ?? $0.output.short ?? "").replacing("\\\n", with: "").split(separator: interpolation) }
      .map { onOneLine(String($0)) }
      .filter { $0.contains(/\b(FROM|INTO|SET|WHERE|ORDER BY|JOIN|LIMIT|IS NULL|AND|DESC)\b/) }
  }

  /// `\(…)` with at most two levels of parentheses inside.
  nonisolated(unsafe) private static let interpolation = /\\\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)/

  private static func onOneLine(_ sql: String) -> String {
    sql.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }
}
