import SharedKernel

/// A letter to an account's owner.
struct Mail: Sendable, Hashable {
  let id: EntityID
  let recipient: EmailAddress
  let subject: String
  let body: String
  let createdAt: Timestamp
}

/// Where letters go.
protocol MailTransport: Sendable {
  func send(_ mail: Mail) async throws
}

/// The letters that the development sink has taken in, newest first.
protocol MailBox: Sendable {
  func list(recipient: EmailAddress?, page: Page) async throws -> PagedList<Mail>
}
