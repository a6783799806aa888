import Postgres
import SharedKernel

/// The mail transport for development: it stores mails in the table `mails`, where the developer reads them.
struct PostgresMailBox: MailTransport, MailBox {
  let database: PostgresClient

  func send(_ mail: Mail) async throws {
    try await database.execute(
      """
      INSERT INTO mails (id, recipient, subject, body, created_at)
      VALUES (\(mail.id), \(mail.recipient.description), \(mail.subject), \(mail.body), \(mail.createdAt))
      """)
  }

  func list(recipient: EmailAddress?, page: Page) async throws -> PagedList<Mail> {
    var filter: SQL = "FROM mails"
    if let recipient { filter += " WHERE recipient = \(recipient.description)" }
    let rows = try await database.query(
      """
      SELECT id, recipient, subject, body, created_at \(sql: filter)
      ORDER BY created_at DESC, id DESC LIMIT \(page.limit) OFFSET \(page.offset)
      """)
    let total = try await database.query("SELECT count(*) AS total \(sql: filter)").first?.get("total", as: Int.self)
    let mails = try rows.map { row in
      Mail(
        id: try row.get("id"), recipient: EmailAddress(stored: try row.get("recipient")), subject: try row.get("subject"),
        body: try row.get("body"), createdAt: try row.get("created_at"))
    }
    return PagedList(items: mails, total: total ?? 0, page: page)
  }
}
