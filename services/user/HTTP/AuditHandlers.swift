import HTTPCore
import ServiceKit

/// The audit log over HTTP, for administrators.
struct AuditHandlers: Sendable {
  let audit: any AuditLog

  func list(_ context: RequestContext) async throws -> HTTPResponse {
    let query = AuditQuery(
      action: try context.choice("action"), actorID: try context.identifier("actorId"), subjectID: try context.identifier("subjectId"),
      page: try context.page())
    return Envelope.list(try await audit.list(query), message: "Audit log") { writer, entry in
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
