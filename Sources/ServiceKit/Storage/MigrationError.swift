/// Why the database's schema could not be brought up to date; the service does not start then.
public struct MigrationError: Error, Sendable, Hashable, CustomStringConvertible {
  /// For the operator; names the file.
  public let message: String

  init(_ message: String) { self.message = message }

  /// For the operator.
  public var description: String { "migration: \(message)" }
}
