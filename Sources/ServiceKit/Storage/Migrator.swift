import Logging
import Postgres

/// Brings a database's schema up to date: runs the numbered SQL files that have not run yet, in order, each in one transaction.
///
/// An advisory lock lets one process at a time do it. Files that have run are held against their checksum, so nobody edits them afterwards.
/// A file must not contain `BEGIN` or `COMMIT`.
public struct Migrator: Sendable {
  private let directory: String
  private let database: PostgresClient
  private let logger: Logger
  private let patience: Duration

  /// The advisory lock's number: "trellis" in ASCII.
  static let lockNumber: Int64 = 0x7472_656C_6C69_73

  /// `patience`: how long to wait for a database that is not up yet.
  public init(directory: String, database: PostgresClient, logger: Logger, patience: Duration = .seconds(60)) {
    self.directory = directory
    self.database = database
    self.logger = logger
    self.patience = patience
  }

  /// Runs what has not run. Throws `MigrationError` for a changed, missing or failing file. The database client need not be running.
  public func run() async throws {
    let files = try MigrationFile.all(in: directory)
    let deadline = ContinuousClock.now.advanced(by: patience)
    while true {
      do {
        return try await database.withSession { session in
          try await session.execute("SELECT pg_advisory_lock($1)", [Migrator.lockNumber])
          try await apply(files, session)
          try await session.execute("SELECT pg_advisory_unlock($1)", [Migrator.lockNumber])
        }
      } catch let error as PostgresError where error.code == .unavailable && ContinuousClock.now < deadline {
        logger.warning("waiting for the database")
        try await Task.sleep(for: .seconds(1))
      }
    }
  }

  /// Undoes the newest file that has run, by the file of its name in `down/`, in one transaction. Data that only the newer schema holds is lost.
  /// Throws `MigrationError` when nothing has run, or when the file cannot be undone.
  public func undoLast() async throws {
    try await database.withSession { session in
      try await session.execute("SELECT pg_advisory_lock($1)", [Migrator.lockNumber])
      let newest = try await session.query("SELECT version, name FROM schema_migrations ORDER BY version DESC LIMIT 1")
      guard let row = newest.first else { throw MigrationError("nothing has run that could be undone") }
      try await undo(try row.get("version"), try row.get("name"), session)
      try await session.execute("SELECT pg_advisory_unlock($1)", [Migrator.lockNumber])
    }
  }

  private func undo(_ version: Int, _ name: String, _ session: PostgresSession) async throws {
    let text = try MigrationFile.undoing(name, in: directory)
    do throws(PostgresError) {
      try await session.execute("BEGIN")
      try await session.runScript(text)
      try await session.execute("DELETE FROM schema_migrations WHERE version = $1", [version])
      try await session.execute("COMMIT")
    } catch {
      _ = try? await session.execute("ROLLBACK")
      throw MigrationError("\(name) was not undone: \(error.serverMessage ?? error.description)")
    }
    logger.notice("migration undone", metadata: ["file": "\(name)"])
  }

  private func apply(_ files: [MigrationFile], _ session: PostgresSession) async throws {
    try await session.execute(
      """
      CREATE TABLE IF NOT EXISTS schema_migrations (
        version integer PRIMARY KEY, name text NOT NULL, checksum text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())
      """)
    var applied: [Int: String] = [:]
    for row in try await session.query("SELECT version, checksum FROM schema_migrations") {
      applied[try row.get("version")] = try row.get("checksum", as: String.self)
    }
    for file in files {
      if let checksum = applied[file.version] {
        guard checksum == file.checksum else {
          throw MigrationError("\(file.name) has changed since it ran; write a new file instead")
        }
      } else {
        try await apply(file, session)
      }
    }
  }

  private func apply(_ file: MigrationFile, _ session: PostgresSession) async throws {
    do throws(PostgresError) {
      try await session.execute("BEGIN")
      try await session.runScript(file.text)
      try await session.execute(
        "INSERT INTO schema_migrations (version, name, checksum) VALUES ($1, $2, $3)", [file.version, file.name, file.checksum])
      try await session.execute("COMMIT")
    } catch {
      if error.code == .unavailable { throw error }
      _ = try? await session.execute("ROLLBACK")
      throw MigrationError("\(file.name) failed: \(error.serverMessage ?? error.description)")
    }
    logger.notice("migrated", metadata: ["file": "\(file.name)"])
  }
}
