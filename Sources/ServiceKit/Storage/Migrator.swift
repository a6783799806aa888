import Logging
import Postgres

/// Brings a database's schema up to date: runs the numbered SQL files that have not run yet, in order, each in one transaction.
///
/// An advisory lock lets one process at a time do it. Files that have run are held against their checksum, so nobody edits them afterwards.
/// A file must not contain `BEGIN` or `COMMIT`; `:role` in it is the database role of the running service, for grants.
/// When nothing is to be done, reading `schema_migrations` is all that it needs to be allowed.
public struct Migrator: Sendable {
  private let directory: String
  private let database: PostgresClient
  private let role: String?
  private let logger: Logger
  private let patience: Duration

  /// The advisory lock's number: "trellis" in ASCII.
  static let lockNumber: Int64 = 0x7472_656C_6C69_73

  /// - Parameters:
  ///   - database: as the role that owns the database.
  ///   - role: what `:role` stands for; nil is the role that migrates.
  ///   - patience: how long to wait for a database that is not up yet.
  public init(directory: String, database: PostgresClient, role: String? = nil, logger: Logger, patience: Duration = .seconds(60)) {
    self.directory = directory
    self.database = database
    self.role = role
    self.logger = logger
    self.patience = patience
  }

  /// Runs what has not run. Throws `MigrationError` for a file that fails, has changed, or comes before one that has run.
  /// The database client need not be running.
  public func run() async throws {
    let files = try MigrationFile.all(in: directory)
    let deadline = ContinuousClock.now.advanced(by: patience)
    while true {
      do {
        return try await database.withSession { session in
          if try await MigrationHistory(session)?.missing(of: files).isEmpty ?? files.isEmpty { return }
          try await session.execute("SELECT pg_advisory_lock($1)", [Migrator.lockNumber])
          try await MigrationHistory.create(session)
          // Another process may have been faster.
          for file in try await MigrationHistory(session)?.missing(of: files) ?? [] { try await apply(file, session) }
          try await session.execute("SELECT pg_advisory_unlock($1)", [Migrator.lockNumber])
        }
      } catch let error as PostgresError where error.code == .unavailable && ContinuousClock.now < deadline {
        logger.warning("waiting for the database")
        logger.debug("waiting for the database", metadata: ["reason": "\(error.serverMessage ?? "")"])
        try await Task.sleep(for: .seconds(1))
      }
    }
  }

  /// Undoes the newest file that has run, by the file of its name in `down/`, in one transaction. Data that only the newer schema holds is lost.
  /// Throws `MigrationError` when nothing has run, or when the file cannot be undone.
  public func undoLast() async throws {
    try await database.withSession { session in
      try await session.execute("SELECT pg_advisory_lock($1)", [Migrator.lockNumber])
      guard let newest = try await MigrationHistory(session)?.newest else { throw MigrationError("nothing has run that could be undone") }
      try await undo(newest.version, newest.name, session)
      try await session.execute("SELECT pg_advisory_unlock($1)", [Migrator.lockNumber])
    }
  }

  private func undo(_ version: Int, _ name: String, _ session: PostgresSession) async throws {
    let text = try MigrationFile.undoing(name, in: directory)
    do throws(PostgresError) {
      try await session.execute("BEGIN")
      try await session.runScript(try await namingRole(in: text, session))
      try await session.execute("DELETE FROM schema_migrations WHERE version = $1", [version])
      try await session.execute("COMMIT")
    } catch {
      _ = try? await session.execute("ROLLBACK")
      throw MigrationError("\(name) was not undone: \(error.serverMessage ?? error.description)")
    }
    logger.notice("migration undone", metadata: ["file": "\(name)"])
  }

  private func apply(_ file: MigrationFile, _ session: PostgresSession) async throws {
    do throws(PostgresError) {
      try await session.execute("BEGIN")
      try await session.runScript(try await namingRole(in: file.text, session))
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

  /// The script with the role's name, quoted by the server, in the place of each `:role`.
  private func namingRole(in text: String, _ session: PostgresSession) async throws(PostgresError) -> String {
    let rows = try await session.query("SELECT quote_ident(coalesce($1::text, CURRENT_USER)) AS role", [role])
    return text.replacing(":role", with: try rows.first?.get("role", as: String.self) ?? "")
  }
}
