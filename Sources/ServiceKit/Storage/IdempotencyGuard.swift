import Crypto
import HTTPCore
import Postgres
import SharedKernel

/// Makes a POST that creates or moves money safe to send again (`Idempotency-Key`).
///
/// Same key and same request: the first answer, byte for byte. Same key and another request: 422. Two at once: the second waits for the first,
/// on the row that the first has written. A key counts for one user and one route. The answer is stored in the same transaction as the effect, so
/// an attempt that throws or answers 5xx leaves neither. Without the header the attempt runs once, in a transaction all the same.
public struct IdempotencyGuard: Sendable {
  private let database: PostgresClient
  private let secret: [UInt8]

  /// A guard over the table `idempotency_keys` of this database; `secret` seals what must not be readable there.
  public init(database: PostgresClient, secret: [UInt8] = []) {
    self.database = database
    self.secret = HMACSHA256.authenticate(Array("idempotency".utf8), key: secret)
  }

  /// Runs `attempt` in a transaction, or answers with what it answered the first time.
  ///
  /// `scope` is whose key it is, where it is not the caller's. `isSecret`: the request or the answer holds a password or a token, so that the
  /// answer is stored encrypted and the request as a keyed digest.
  public func run(
    _ context: RequestContext, scope: String? = nil, isSecret: Bool = false, _ attempt: @Sendable () async throws -> HTTPResponse
  ) async throws -> HTTPResponse {
    guard let key = try IdempotencyKey(context, scope: scope, secret: isSecret ? secret : nil) else {
      return try await database.perform(attempt)
    }
    let store = IdempotencyStore(database: database, sealing: isSecret ? AuthenticatedCipher(key: secret) : nil)
    do {
      return try await database.perform {
        guard try await store.claim(key) else { return try await store.answer(to: key) }
        let response = try await attempt()
        if response.status.code >= 500 { throw UnstoredAnswer(response: response) }
        try await store.save(response, for: key)
        return response
      }
    } catch let unstored as UnstoredAnswer {
      return unstored.response
    }
  }
}

/// Carries an answer of the 5xx kind out of the transaction, which it undoes.
private struct UnstoredAnswer: Error {
  let response: HTTPResponse
}
