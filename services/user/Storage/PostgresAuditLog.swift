import JSON
import Postgres
import SharedKernel

/// The table `audit_log`. The database allows only inserting and reading.
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
      """
      INSERT INTO audit_log (actor_id, action, subject_id, occurred_at, detail)
      VALUES (\(actor), \(action.rawValue), \(subject), \(time), \(writer.bytes))
      """)
  }

  func list(_ query: AuditQuery) async throws -> PagedList<AuditEntry> {
    let filter: SQL = "FROM audit_log WHERE true\(sql: query.conditions)"
    let rows = try await database.query(
      """
      SELECT id, actor_id, action, subject_id, occurred_at, detail::text AS detail \(sql: filter)
      ORDER BY id DESC LIMIT \(query.page.limit) OFFSET \(query.page.offset)
      """)
    let total = try await database.query("SELECT count(*) AS total \(sql: filter)").first?.get("total", as: Int.self)
    return PagedList(items: try rows.map { try AuditEntry(row: $0) }, total: total ?? 0, page: query.page)
  }
}

extension AuditQuery {
  /// One condition for each filter that is set. Each set of filters has its own text, and so its own plan: one plan for all would read the whole
  /// log.
  fileprivate var conditions: SQL {
    var conditions: SQL = ""
    if let action { conditions += " AND action = \(action.rawValue)" }
    if let actorID { conditions += " AND actor_id = \(actorID)" }
    if let subjectID { conditions += " AND subject_id = \(subjectID)" }
    return conditions
  }
}

extension AuditEntry {
  fileprivate init(row: PostgresRow) throws(PostgresError) {
    self.init(
      id: try row.get("id"), actorID: try row.get("actor_id"), action: try row.get("action"), subjectID: try row.get("subject_id"),
      occurredAt: try row.get("occurred_at"), detail: try row.get("detail"))
  }
}
