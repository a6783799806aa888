import Crypto
import HTTPCore
import Postgres

/// One row of `idempotency_keys`. Every method runs inside the transaction of the attempt.
struct IdempotencyStore: Sendable {
  let database: PostgresClient
  let request: IdempotentRequest
  /// The digest of the request's content, in base64url.
  let requestHash: String
  /// Encrypts the stored body. Nil: the body is stored as it is.
  let cipher: AuthenticatedCipher?

  /// Inserts the key. False: the key is in use. A concurrent attempt with the same key makes this wait until that one has ended.
  func claim() async throws -> Bool {
    let inserted = try await database.execute(
      """
      INSERT INTO idempotency_keys (scope, route, key, request_hash)
      VALUES (\(request.scope), \(request.route), \(request.key), \(requestHash))
      ON CONFLICT (scope, route, key) DO NOTHING
      """)
    return inserted == 1
  }

  func save(_ response: HTTPResponse) async throws {
    let body = try encoded(response.body)
    _ = try await database.execute(
      """
      UPDATE idempotency_keys SET status = \(response.status.code), content_type = \(response.headers["Content-Type"]),
        location = \(response.headers["Location"]), etag = \(response.headers["ETag"]), body = convert_to(\(body), 'UTF8')
      WHERE scope = \(request.scope) AND route = \(request.route) AND key = \(request.key)
      """)
  }

  /// The stored response of the first attempt. Nil if there is none: the key is not in use, or it is reserved for work that goes on.
  func storedResponse() async throws -> HTTPResponse? {
    let rows = try await database.query(
      """
      SELECT request_hash, status, content_type, location, etag, convert_from(body, 'UTF8') AS body FROM idempotency_keys
      WHERE scope = \(request.scope) AND route = \(request.route) AND key = \(request.key)
      """)
    guard let row = rows.first else { return nil }
    guard try row.get("request_hash", as: String.self) == requestHash else { throw IdempotencyError.mismatch }
    guard let status = try row.get("status", as: Int?.self) else { return nil }
    var headers = HTTPFields()
    for (field, column) in [("Content-Type", "content_type"), ("Location", "location"), ("ETag", "etag")] {
      if let value = try row.get(column, as: String?.self) { headers.append(field, value) }
    }
    headers.append("Idempotency-Replayed", "true")
    let body = try decoded(try row.get("body", as: String?.self) ?? "")
    if cipher != nil { headers.append("Cache-Control", "no-store") }
    return HTTPResponse(status: HTTPStatus(code: status), headers: headers, body: body)
  }

  private func encoded(_ body: [UInt8]) throws -> String {
    guard let cipher else { return String(decoding: body, as: UTF8.self) }
    return Base64URL.encode(try cipher.seal(body))
  }

  /// A body that was encrypted under another secret cannot be read: the caller must use another key.
  private func decoded(_ text: String) throws -> [UInt8] {
    guard let cipher else { return Array(text.utf8) }
    guard let sealed = Base64URL.decode(text), let body = cipher.open(sealed) else { throw IdempotencyError.mismatch }
    return body
  }
}
