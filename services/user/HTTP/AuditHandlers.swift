import HTTPCore
import ServiceKit

/// The endpoint of the audit log, for administrators.
struct AuditHandlers: Sendable {
  let audit: any AuditLog

  func list(_ context: RequestContext) async throws -> HTTPResponse {
    var query = QueryReader(context)
    let wanted = AuditQuery(
      action: query.choice("action"), actorID: query.identifier("actorId"), subjectID: query.identifier("subjectId"), page: query.page())
    try query.finish()
    return Envelope.list(try await audit.list(wanted), message: "Audit log") { writer, entry in
      writer.object { writer in
        writer.member("id", entry.id)
        writer.member("action", entry.action)
        writer.member("actorId", entry.actorID)
        writer.member("subjectId", entry.subjectID)
        writer.member("occurredAt", entry.occurredAt)
        writer.name("detail")
        writer.raw(entry.detail)
      }
    }
  }
}
