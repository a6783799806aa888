import HTTPCore
import Postgres
import SharedKernel

/// Keys that are reserved for work whose response is not known yet. The table needs the column `work_id`, as in the payment service.
enum PendingWork {
  static func respond(to work: EntityID, with response: HTTPResponse) -> SQL {
    """
    UPDATE idempotency_keys SET status = \(response.status.code), content_type = \(response.headers["Content-Type"]),
      location = \(response.headers["Location"]), etag = \(response.headers["ETag"]),
      body = convert_to(\(String(decoding: response.body, as: UTF8.self)), 'UTF8')
    WHERE work_id = \(work) AND status IS NULL
    """
  }
}

extension IdempotencyStore {
  /// Reserves the key, which this transaction has claimed, for work that a later transaction finishes.
  func reserve(for work: EntityID) async throws {
    try await database.executeAtCommit(
      """
      UPDATE idempotency_keys SET work_id = \(work)
      WHERE scope = \(request.scope) AND route = \(request.route) AND key = \(request.key)
      """)
  }
}
