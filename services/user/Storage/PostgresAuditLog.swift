import Postgres
import SharedKernel

/// The table `audit_log`.
struct PostgresAuditLog: AuditLog {
  let database: PostgresClient

  func record(_ action: AuditAction, actor: EntityID?, subject: EntityID, at time: Timestamp) async throws {
    try await database.execute(
      "INSERT INTO audit_log (actor_id, action, subject_id, occurred_at) VALUES ($1, $2, $3, $4)", [actor, action.rawValue, subject, time])
  }
}
