import SharedKernel

/// An e-mail to the owner of an account.
struct Mail: Sendable, Hashable {
  let id: EntityID
  let recipient: EmailAddress
  let subject: String
  let body: String
  let createdAt: Timestamp
}

/// Sends e-mails.
protocol MailTransport: Sendable {
  func send(_ mail: Mail) async throws
}

/// The e-mails in the development sink, newest first.
protocol MailBox: Sendable {
  func list(recipient: EmailAddress?, page: Page) async throws -> PagedList<Mail>
}
