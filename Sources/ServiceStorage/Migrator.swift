import Crypto
import Foundation
import Logging
import Postgres

/// Brings a database's schema up to date: runs the numbered SQL files that have not run yet, in order, each in one transaction.
///
/// An advisory lock lets one process at a time migrate. The checksum of a file that has run is compared, so a later edit is an error.
/// A file must not contain `BEGIN` or `COMMIT`. `:role` in it is the database role of the running service, for grants.
/// When there is nothing to do, the role needs only the right to read `schema_migrations`.
public struct Migrator: Sendable {
  private let directory: String
  private let database: PostgresClient
  private let role: String?
  private let logger: Logger
  private let timeout: Duration

  /// The advisory lock's number: "trellis" in ASCII.
  static let lockNumber: Int64 = 0x7472_656C_6C69_73

  /// - Parameters:
  ///   - database: a client that connects as the owner of the database.
  ///   - role: the value of `:role`; nil is the role that migrates.
  ///   - timeout: how long to wait for a database that does not answer yet.
  public init(directory: String, database: PostgresClient, role: String? = nil, logger: Logger, timeout: Duration = .seconds(60)) {
    self.directory = directory
    self.database = database
    self.role = role
    self.logger = logger
    self.timeout = timeout
  }

  /// Runs the files that have not run. Throws `MigrationError` for a file that fails, has changed, or comes before one that has run.
  /// The database client need not be running.
  public func run() async throws {
    let files = try MigrationFile.all(in: directory)
    let deadline = ContinuousClock.now.advanced(by: timeout)
    while true {
      do {
        return try await database.withSession { session in
          if try await MigrationHistory(session)?.missing(of: files).isEmpty ?? files.isEmpty { return }
          try await session.execute("SELECT pg_advisory_lock(\(Migrator.lockNumber))")
          try await MigrationHistory.create(session)
          // Another process may have migrated before the lock was free.
          for file in try await MigrationHistory(session)?.missing(of: files) ?? [] { try await apply(file, session) }
          try await session.execute("SELECT pg_advisory_unlock(\(Migrator.lockNumber))")
        }
      } catch let error as PostgresError where error.code == .unavailable && ContinuousClock.now < deadline {
        logger.warning("waiting for the database")
        logger.debug("waiting for the database", metadata: ["reason": "\(error.serverMessage ?? "")"])
        try await Task.sleep(for: .seconds(1))
      }
    }
  }

  /// Reverts the newest file that has run, by the file of its name in `down/`, in one transaction. Data that only the newer schema holds is lost.
  /// Throws `MigrationError` when no file has run, or when the file cannot be reverted.
  public func undoLast() async throws {
    try await database.withSession { session in
      try await session.execute("SELECT pg_advisory_lock(\(Migrator.lockNumber))")
      guard let newest = try await MigrationHistory(session)?.newest else { throw MigrationError("no migration has run") }
      try await undo(newest.version, newest.name, session)
      try await session.execute("SELECT pg_advisory_unlock(\(Migrator.lockNumber))")
    }
  }

  private func undo(_ version: Int, _ name: String, _ session: PostgresSession) async throws {
    let text = try MigrationFile.undoing(name, in: directory)
    do throws(PostgresError) {
      try await session.execute("BEGIN")
      try await session.runScript(try await namingRole(in: text, session))
      try await session.execute("DELETE FROM schema_migrations WHERE version = \(version)")
      try await session.execute("COMMIT")
    } catch {
      _ = try? await session.execute("ROLLBACK")
      throw MigrationError("\(name) was not reverted: \(error.serverMessage ?? error.description)")
    }
    logger.notice("migration reverted", metadata: ["file": "\(name)"])
  }

  private func apply(_ file: MigrationFile, _ session: PostgresSession) async throws {
    do throws(PostgresError) {
      try await session.execute("BEGIN")
      try await session.runScript(try await namingRole(in: file.text, session))
      try await session.execute(
        "INSERT INTO schema_migrations (version, name, checksum) VALUES (\(file.version), \(file.name), \(file.checksum))")
      try await session.execute("COMMIT")
    } catch {
      if error.code == .unavailable { throw error }
      _ = try? await session.execute("ROLLBACK")
      throw MigrationError("\(file.name) failed: \(error.serverMessage ?? error.description)")
    }
    logger.notice("migrated", metadata: ["file": "\(file.name)"])
  }

  /// Replaces each `:role` by the role's name, which the server has quoted.
  private func namingRole(in text: String, _ session: PostgresSession) async throws(PostgresError) -> String {
    let rows = try await session.query("SELECT quote_ident(coalesce(\(role)::text, CURRENT_USER)) AS role")
    return text.replacing(":role", with: try rows.first?.get("role", as: String.self) ?? "")
  }
}

/// Why the database's schema could not be brought up to date. The service does not start then.
public struct MigrationError: Error, Sendable, Hashable, CustomStringConvertible {
  /// For the operator; names the file.
  public let message: String

  init(_ message: String) { self.message = message }

  /// For the operator.
  public var description: String { "migration: \(message)" }
}

/// One numbered SQL file of a service, such as `0001_create_users.sql`.
struct MigrationFile: Sendable {
  let version: Int
  let name: String
  let text: String
  /// SHA-256 of the file, in base64url.
  let checksum: String

  /// All files of a directory in the order of their numbers.
  static func all(in directory: String) throws(MigrationError) -> [MigrationFile] {
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: directory) else {
      throw MigrationError("the directory \(directory) cannot be read (MIGRATIONS_DIR)")
    }
    var files: [MigrationFile] = []
    for name in names.sorted() where name.hasSuffix(".sql") {
      guard name.utf8.count > 5, let version = Int(name.prefix(4)), version > 0, name.dropFirst(4).first == "_" else {
        throw MigrationError("\(name) does not have a name like 0001_what_it_does.sql")
      }
      if files.last?.version == version { throw MigrationError("two files have the number of \(name)") }
      guard let bytes = FileManager.default.contents(atPath: directory + "/" + name), let text = String(bytes: bytes, encoding: .utf8)
      else { throw MigrationError("\(name) cannot be read as UTF-8") }
      files.append(MigrationFile(version: version, name: name, text: text, checksum: Base64URL.encode(SHA256.digest(Array(bytes)))))
    }
    return files
  }

  /// The SQL that reverts a file, from `down/0001_create_users.down.sql` for `0001_create_users.sql`.
  static func undoing(_ name: String, in directory: String) throws(MigrationError) -> String {
    let undoing = "down/" + (name.hasSuffix(".sql") ? String(name.dropLast(4)) : name) + ".down.sql"
    guard let bytes = FileManager.default.contents(atPath: directory + "/" + undoing), let text = String(bytes: bytes, encoding: .utf8)
    else {
      throw MigrationError("\(name) cannot be reverted: there is no \(undoing)")
    }
    return text
  }
}

/// The files that have run in a database, from its table `schema_migrations`.
struct MigrationHistory: Sendable {
  private let applied: [Int: (name: String, checksum: String)]

  /// Nil when the table does not exist.
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

  /// The file with the highest number.
  var newest: (version: Int, name: String)? {
    applied.max { $0.key < $1.key }.map { ($0.key, $0.value.name) }
  }

  /// The files that have not run, in order. A file that has run and is missing here belongs to a newer version of this program. That is not an
  /// error: the previous version must be able to start again beside the current one.
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
