import HTTPCore
import ServiceKit
import ServiceStorage
import SharedKernel

extension IdempotencyGuard {
  /// Runs `attempt` in a transaction, or returns the response of the first attempt with the request's `Idempotency-Key`.
  ///
  /// 400 when the key is not 1 to 255 visible ASCII characters. `scope` is the owner of the key; nil is the caller.
  public func run(
    _ context: RequestContext, scope: String? = nil, isSecret: Bool = false, _ attempt: @Sendable () async throws -> HTTPResponse
  ) async throws -> HTTPResponse {
    try await run(try IdempotentRequest(context, scope: scope), isSecret: isSecret, attempt)
  }

  /// Runs `start` in a transaction and reserves the request's `Idempotency-Key` for its work, or returns the response of the first attempt.
  ///
  /// 400 when the key is not 1 to 255 visible ASCII characters. The owner of the key is the caller.
  public func begin<Value: Sendable>(
    _ context: RequestContext, _ start: @Sendable () async throws -> (work: EntityID, value: Value)
  ) async throws -> IdempotentStart<Value> {
    try await begin(try IdempotentRequest(context), start)
  }
}

extension IdempotentRequest {
  /// Nil when the request has no key.
  fileprivate init?(_ context: RequestContext, scope: String? = nil) throws {
    guard let key = context.request.headers["Idempotency-Key"] else { return nil }
    guard TextRule.token.accepts(key) else { throw ServiceError.invalidInput("Idempotency-Key", TextRule.token.message) }
    self.init(
      scope: scope ?? context.principal?.userID.description ?? "anonymous", route: context.routeName, key: key,
      content: Array(context.request.target.utf8) + [0] + context.request.body)
  }
}
