import Postgres
import SharedKernel

/// The development mail sink: letters end in the table `mails`, for the developer to read.
struct PostgresMailBox: MailTransport, MailBox {
  let database: PostgresClient

  func send(_ mail: Mail) async throws {
    try await database.execute(
      "INSERT INTO mails (id, recipient, subject, body, created_at) VALUES ($1, $2, $3, $4, $5)",
      [mail.id, mail.recipient.description, mail.subject, mail.body, mail.createdAt])
  }

  func list(recipient: EmailAddress?, page: Page) async throws -> PagedList<Mail> {
    let filter = "FROM mails WHERE " + (recipient == nil ? "$1::text IS NULL" : "recipient = $1") as SQL
    let address = recipient?.description
    let rows = try await database.query(
      "SELECT id, recipient, subject, body, created_at " + filter + " ORDER BY created_at DESC, id DESC LIMIT $2 OFFSET $3",
      [address, page.limit, page.offset])
    let total = try await database.query("SELECT count(*) AS total " + filter, [address]).first?.get("total", as: Int.self)
    let mails = try rows.map { row in
      Mail(
        id: try row.get("id"), recipient: EmailAddress(stored: try row.get("recipient")), subject: try row.get("subject"),
        body: try row.get("body"), createdAt: try row.get("created_at"))
    }
    return PagedList(items: mails, total: total ?? 0, page: page)
  }
}
