import Crypto
import HTTPCore
import Postgres
import SharedKernel

/// A request that carries an `Idempotency-Key`.
public struct IdempotentRequest: Sendable, Hashable {
  let scope: String
  let route: String
  let key: String
  let content: [UInt8]

  /// - Parameters:
  ///   - scope: the owner of the key: keys of different scopes are different.
  ///   - route: the route's name; keys of different routes are different.
  ///   - key: the header's value.
  ///   - content: the bytes that a repetition must have too, such as target and body.
  public init(scope: String, route: String, key: String, content: [UInt8]) {
    self.scope = scope
    self.route = route
    self.key = key
    self.content = content
  }
}

/// Why a request with an `Idempotency-Key` has no stored response.
public enum IdempotencyError: Error, Sendable, Hashable {
  /// The key was used with another request.
  case mismatch
  /// The first attempt left no response. The caller may try again.
  case incomplete
}

/// Makes a POST that creates something or moves money safe to repeat (`Idempotency-Key`).
///
/// The same key with the same request returns the first response, byte for byte. The same key with another request throws
/// ``IdempotencyError/mismatch``. A concurrent repetition waits for the first attempt on the row that it has inserted. The response is stored in
/// the transaction of its effect, so an attempt that throws or answers 5xx leaves neither. Without a key the attempt also runs in a transaction.
public struct IdempotencyGuard: Sendable {
  private let database: PostgresClient
  private let secret: [UInt8]

  /// A guard over the table `idempotency_keys` of the database. `secret` encrypts responses and digests that must not be readable there.
  public init(database: PostgresClient, secret: [UInt8] = []) {
    self.database = database
    self.secret = HMACSHA256.authenticate(Array("idempotency".utf8), key: secret)
  }

  /// Runs `attempt` in a transaction, or returns the response of the first attempt.
  ///
  /// - Parameters:
  ///   - request: nil when the request has no key.
  ///   - isSecret: the request or the response holds a password or a token. The response is stored encrypted, and the digest of the request is
  ///     keyed, so that the password cannot be guessed from it.
  public func run(
    _ request: IdempotentRequest?, isSecret: Bool = false, _ attempt: @Sendable () async throws -> HTTPResponse
  ) async throws -> HTTPResponse {
    guard let request else { return try await database.perform(attempt) }
    let store = store(of: request, isSecret: isSecret)
    do {
      return try await database.perform {
        guard try await store.claim() else {
          guard let first = try await store.storedResponse() else { throw IdempotencyError.incomplete }
          return first
        }
        let response = try await attempt()
        if response.status.code >= 500 { throw UnstoredResponse(response: response) }
        try await store.save(response)
        return response
      }
    } catch let unstored as UnstoredResponse {
      return unstored.response
    }
  }

  /// Runs `start` in a transaction, or returns the response of the first attempt: for work that another transaction finishes, such as a call to a
  /// payment provider.
  ///
  /// The key is reserved for the work that `start` names. It has no response until ``respond(to:with:)`` is called for that work, by this process or
  /// another one. A repetition before that runs `start` again. An attempt whose `start` throws reserves nothing.
  public func begin<Value: Sendable>(
    _ request: IdempotentRequest?, _ start: @Sendable () async throws -> (work: EntityID, value: Value)
  ) async throws -> IdempotentStart<Value> {
    guard let request else { return .started(try await database.perform { try await start().value }) }
    let store = store(of: request, isSecret: false)
    do {
      return try await database.perform {
        let isNew = try await store.claim()
        if !isNew, let first = try await store.storedResponse() { return .answered(first) }
        let (work, value) = try await start()
        if isNew { try await store.reserve(for: work) }
        return .started(value)
      }
    } catch {
      // `start` may have waited for the transaction that stored the response, and thrown because the work is finished.
      guard !(error is PostgresError), let first = try await store.storedResponse() else { throw error }
      return .answered(first)
    }
  }

  /// Stores the response of all requests whose keys are reserved for this work. Call it in the transaction that finishes the work.
  public func respond(to work: EntityID, with response: HTTPResponse) async throws {
    try await database.executeAtCommit(PendingWork.respond(to: work, with: response))
  }

  private func store(of request: IdempotentRequest, isSecret: Bool) -> IdempotencyStore {
    let digest = isSecret ? HMACSHA256.authenticate(request.content, key: secret) : SHA256.digest(request.content)
    return IdempotencyStore(
      database: database, request: request, requestHash: Base64URL.encode(digest), cipher: isSecret ? AuthenticatedCipher(key: secret) : nil
    )
  }
}

/// The result of ``IdempotencyGuard/begin(_:_:)``.
public enum IdempotentStart<Value: Sendable>: Sendable {
  /// The response of the first attempt.
  case answered(HTTPResponse)
  /// The work was started, or is started again.
  case started(Value)
}

/// Carries a 5xx response out of the transaction, which is rolled back.
private struct UnstoredResponse: Error {
  let response: HTTPResponse
}
