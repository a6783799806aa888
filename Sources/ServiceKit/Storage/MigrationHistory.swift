import Postgres

/// What has run in a database, as its table `schema_migrations` says.
struct MigrationHistory: Sendable {
  private let applied: [Int: (name: String, checksum: String)]

  /// Nil where the table is not there yet.
  init?(_ session: PostgresSession) async throws {
    let table = try await session.query("SELECT to_regclass('schema_migrations') IS NOT NULL AS is_there")
    guard try table.first?.get("is_there") ?? false else { return nil }
    var applied: [Int: (name: String, checksum: String)] = [:]
    for row in try await session.query("SELECT version, name, checksum FROM schema_migrations") {
      applied[try row.get("version")] = (try row.get("name"), try row.get("checksum"))
    }
    self.applied = applied
  }

  static func create(_ session: PostgresSession) async throws(PostgresError) {
    try await session.execute(
      """
      CREATE TABLE IF NOT EXISTS schema_migrations (
        version integer PRIMARY KEY, name text NOT NULL, checksum text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())
      """)
  }

  /// The file that ran last, by its number.
  var newest: (version: Int, name: String)? {
    applied.max { $0.key < $1.key }.map { ($0.key, $0.value.name) }
  }

  /// The files that have not run, in order. What has run and is not among the files is newer than this program, which is no fault: the
  /// program of yesterday must be able to start again beside that of today.
  func missing(of files: [MigrationFile]) throws(MigrationError) -> [MigrationFile] {
    var missing: [MigrationFile] = []
    for file in files {
      guard let ran = applied[file.version] else {
        missing.append(file)
        continue
      }
      guard ran.checksum == file.checksum else { throw MigrationError("\(file.name) has changed since it ran; write a new file instead") }
      if let late = missing.first {
        throw MigrationError("\(late.name) comes before \(file.name), which has run already; give it a higher number")
      }
    }
    return missing
  }
}
