import HTTPCore
import JSON
import ServiceKit
import SharedKernel

/// The endpoints of the mail sink, which exist only in development.
struct MailHandlers: Sendable {
  let mailBox: any MailBox

  /// GET /dev/mails.json?recipient=
  func list(_ context: RequestContext) async throws -> HTTPResponse {
    let mails = try await mails(context)
    return Envelope.list(mails, message: "Mails") { writer, mail in
      writer.object { writer in
        writer.member("id", mail.id)
        writer.member("recipient", mail.recipient.description)
        writer.member("subject", mail.subject)
        writer.member("body", mail.body)
        writer.member("createdAt", mail.createdAt)
      }
    }
  }

  /// GET /dev/mails: an HTML page.
  func page(_ context: RequestContext) async throws -> HTTPResponse {
    let mails = try await mails(context)
    let articles = mails.items.map { mail in
      """
      <article><h2>\(HTMLText.escaped(mail.subject))</h2>
      <p>to \(HTMLText.escaped(mail.recipient.description)), \(mail.createdAt)</p><pre>\(HTMLText.escaped(mail.body))</pre></article>
      """
    }
    let html = """
      <!doctype html><html lang="en"><meta charset="utf-8"><title>Mails</title><h1>Mails</h1>
      <p>\(mails.total) in the development mail sink, newest first. As JSON: <a href="/dev/mails.json">mails.json</a></p>
      \(articles.joined(separator: "\n"))</html>
      """
    return HTTPResponse(
      headers: ["Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": "default-src 'none'", "Cache-Control": "no-store"],
      body: Array(html.utf8))
  }

  private func mails(_ context: RequestContext) async throws -> PagedList<Mail> {
    var query = QueryReader(context)
    let recipient = query.parsed("recipient", rule: EmailAddress.rule) { EmailAddress($0) }
    let page = query.page()
    try query.finish()
    return try await mailBox.list(recipient: recipient, page: page)
  }
}
