import Foundation
import Postgres
import Synchronization
import Testing

/// Runs a storage's statements on tables full of rows, and refuses those that read a whole one; and knows which statements of the
/// sources it has not been shown.
public final class StatementPlans: Sendable {
  private let database: PostgresClient
  private let tables: [String]
  private let statements = Mutex<Set<String>>([])

  /// `tables`: those that no statement may read from end to end.
  public init(_ database: PostgresClient, tables: [String]) {
    self.database = database
    self.tables = tables
  }

  /// Runs the query often enough for Postgres to settle on a generic plan.
  ///
  /// - Parameters:
  ///   - allowed: how many whole tables each run may read after all: one for the true total of everything, otherwise none.
  ///   - query: what the storage does; it runs in a transaction.
  public func check(
    _ name: String, wholeTables allowed: Int = 0, sourceLocation: SourceLocation = #_sourceLocation,
    _ query: @Sendable () async throws -> Void
  ) async throws {
    // The first five plans are for the values at hand; then Postgres weighs a generic one.
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

  /// The pieces of SQL in Swift files that no statement shown so far has had in it: what was forgotten.
  ///
  /// - Parameters:
  ///   - folder: from the repository's root.
  ///   - exempt: names of files that are not looked at.
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
    let url = URL(filePath: #filePath).appending(path: "../../../\(folder)").standardized
    return try FileManager.default.contentsOfDirectory(at: url, includingPropertiesForKeys: nil).filter { $0.pathExtension == "swift" }
  }

  /// The pieces between the interpolations of string literals that have a word of SQL in them.
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
