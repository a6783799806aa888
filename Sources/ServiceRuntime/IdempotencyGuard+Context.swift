import HTTPCore
import ServiceKit
import ServiceStorage

extension IdempotencyGuard {
  /// Runs `attempt` in a transaction, or returns the response of the first attempt with the request's `Idempotency-Key`.
  ///
  /// 400 when the key is not 1 to 255 visible ASCII characters. `scope` is the owner of the key; nil is the caller.
  public func run(
    _ context: RequestContext, scope: String? = nil, isSecret: Bool = false, _ attempt: @Sendable () async throws -> HTTPResponse
  ) async throws -> HTTPResponse {
    guard let key = context.request.headers["Idempotency-Key"] else { return try await run(nil, isSecret: isSecret, attempt) }
    guard TextRule.token.accepts(key) else { throw ServiceError.invalidInput("Idempotency-Key", TextRule.token.message) }
    let request = IdempotentRequest(
      scope: scope ?? context.principal?.userID.description ?? "anonymous", route: context.routeName, key: key,
      content: Array(context.request.target.utf8) + [0] + context.request.body)
    return try await run(request, isSecret: isSecret, attempt)
  }
}
