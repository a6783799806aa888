import JSON
import Postgres
import ServiceKit
import SharedKernel

/// The table `audit_log`; the database refuses everything but adding and reading.
struct PostgresAuditLog: AuditLog {
  let database: PostgresClient

  func record(
    _ action: AuditAction, actor: EntityID?, subject: EntityID?, detail: [(name: String, value: String)], at time: Timestamp
  ) async throws {
    var writer = JSONWriter()
    writer.object { writer in
      for (name, value) in detail {
        writer.name(name)
        writer.string(value)
      }
    }
    try await database.execute(
      "INSERT INTO audit_log (actor_id, action, subject_id, occurred_at, detail) VALUES ($1, $2, $3, $4, $5)",
      [actor, action.rawValue, subject, time, String(decoding: writer.bytes, as: UTF8.self)])
  }

  func list(_ query: AuditQuery) async throws -> PagedList<AuditEntry> {
    let filter = "FROM audit_log WHERE " + query.conditions
    let parameters: [any PostgresEncodable] = [query.action?.rawValue, query.actorID, query.subjectID]
    let rows = try await database.query(
      "SELECT id, actor_id, action, subject_id, occurred_at, detail::text AS detail " + filter + " ORDER BY id DESC LIMIT $4 OFFSET $5",
      parameters + [query.page.limit, query.page.offset])
    let total = try await database.query("SELECT count(*) AS total " + filter, parameters).first?.get("total", as: Int.self)
    return PagedList(items: try rows.map { try AuditEntry(row: $0) }, total: total ?? 0, page: query.page)
  }
}

extension AuditQuery {
  /// The conditions on $1 to $3. Each set of filters has a text, and so a plan, of its own: one for all would read the whole log.
  fileprivate var conditions: SQL {
    (action == nil ? "$1::text IS NULL" : "action = $1") + (actorID == nil ? " AND $2::uuid IS NULL" : " AND actor_id = $2")
      + (subjectID == nil ? " AND $3::uuid IS NULL" : " AND subject_id = $3")
  }
}

extension AuditEntry {
  fileprivate init(row: PostgresRow) throws(PostgresError) {
    self.init(
      id: try row.get("id"), actorID: try row.get("actor_id"), action: try row.get("action"), subjectID: try row.get("subject_id"),
      occurredAt: try row.get("occurred_at"), detail: Array(try row.get("detail", as: String.self).utf8))
  }
}
