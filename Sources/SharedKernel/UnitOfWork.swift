/// Runs a body so that all its writes take effect together or not at all. `PostgresClient`'s transaction is one.
public protocol UnitOfWork: Sendable {
  /// Performs the body; a thrown error undoes everything and is thrown on. A nested unit joins the outer one.
  func perform<Result: Sendable>(_ body: @Sendable () async throws -> Result) async throws -> Result
}
