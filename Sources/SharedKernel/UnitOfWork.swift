/// Runs a body so that all its writes take effect together or not at all. `PostgresClient` implements it with a transaction.
public protocol UnitOfWork: Sendable {
  /// Performs the body. When it throws, all writes are undone and the error is rethrown. A nested unit joins the outer one.
  func perform<Result: Sendable>(_ body: @Sendable () async throws -> Result) async throws -> Result
}
