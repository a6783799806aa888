import Crypto
import HTTPCore
import Postgres

/// The rows of `idempotency_keys`. Everything here runs inside the transaction of the attempt.
struct IdempotencyStore: Sendable {
  let database: PostgresClient
  /// Seals the bodies of answers that hold secrets.
  var sealing: AuthenticatedCipher?

  /// Whether the key is ours to use now. A concurrent attempt with the same key makes this wait until that one has ended.
  func claim(_ key: IdempotencyKey) async throws -> Bool {
    let inserted = try await database.execute(
      """
      INSERT INTO idempotency_keys (scope, route, key, request_hash) VALUES ($1, $2, $3, $4)
      ON CONFLICT (scope, route, key) DO NOTHING
      """,
      [key.scope, key.route, key.key, key.requestHash])
    return inserted == 1
  }

  func save(_ response: HTTPResponse, for key: IdempotencyKey) async throws {
    _ = try await database.execute(
      """
      UPDATE idempotency_keys SET status = $4, content_type = $5, location = $6, etag = $7, body = convert_to($8, 'UTF8')
      WHERE scope = $1 AND route = $2 AND key = $3
      """,
      [
        key.scope, key.route, key.key, response.status.code, response.headers["Content-Type"], response.headers["Location"],
        response.headers["ETag"], try stored(response.body),
      ])
  }

  /// The first answer again; 422 when the request differs from the first one.
  func answer(to key: IdempotencyKey) async throws -> HTTPResponse {
    let rows = try await database.query(
      """
      SELECT request_hash, status, content_type, location, etag, convert_from(body, 'UTF8') AS body FROM idempotency_keys
      WHERE scope = $1 AND route = $2 AND key = $3
      """,
      [key.scope, key.route, key.key])
    guard let row = rows.first, let status = try row.get("status", as: Int?.self) else { throw ServiceError.serviceUnavailable() }
    guard try row.get("request_hash", as: String.self) == key.requestHash else { throw ServiceError.idempotencyMismatch() }
    var headers = HTTPFields()
    for (field, column) in [("Content-Type", "content_type"), ("Location", "location"), ("ETag", "etag")] {
      if let value = try row.get(column, as: String?.self) { headers.append(field, value) }
    }
    headers.append("Idempotency-Replayed", "true")
    let body = try opened(try row.get("body", as: String?.self) ?? "")
    if sealing != nil { headers.append("Cache-Control", "no-store") }
    return HTTPResponse(status: HTTPStatus(code: status), headers: headers, body: body)
  }

  private func stored(_ body: [UInt8]) throws -> String {
    guard let sealing else { return String(decoding: body, as: UTF8.self) }
    return Base64URL.encode(try sealing.seal(body))
  }

  /// What was stored under another secret cannot be given again: the caller may use another key.
  private func opened(_ text: String) throws -> [UInt8] {
    guard let sealing else { return Array(text.utf8) }
    guard let sealed = Base64URL.decode(text), let body = sealing.open(sealed) else { throw ServiceError.idempotencyMismatch() }
    return body
  }
}
