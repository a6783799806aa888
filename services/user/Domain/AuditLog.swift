import SharedKernel

/// The actions that the audit log records.
enum AuditAction: String, Sendable, CaseIterable {
  case registered = "user.registered"
  case loggedIn = "user.logged_in"
  case loginFailed = "user.login_failed"
  case loggedOut = "user.logged_out"
  case tokenReused = "user.refresh_token_reused"
  case updated = "user.updated"
  case deleted = "user.deleted"
  case emailVerified = "user.email_verified"
  case emailChangeRequested = "user.email_change_requested"
  case emailChanged = "user.email_changed"
  case passwordResetRequested = "user.password_reset_requested"
  case passwordReset = "user.password_reset"
  case passwordChanged = "user.password_changed"
  case roleGranted = "user.role_granted"
  case roleRevoked = "user.role_revoked"
  case permissionGranted = "user.permission_granted"
  case permissionRevoked = "user.permission_revoked"
  case apiKeyCreated = "user.api_key_created"
  case apiKeyRevoked = "user.api_key_revoked"
  case orderCreated = "order.created"
  case orderStatusChanged = "order.status_changed"
  case orderDeleted = "order.deleted"
  case paymentSucceeded = "payment.success"
  case paymentFailed = "payment.failed"
  case paymentRefunded = "payment.refunded"
}

/// One entry of the log. Entries are never changed.
struct AuditEntry: Sendable {
  let id: Int64
  let actorID: EntityID?
  let action: String
  let subjectID: EntityID?
  let occurredAt: Timestamp
  /// A JSON object.
  let detail: [UInt8]
}

/// Restricts a list of entries; nil means no restriction.
struct AuditQuery: Sendable, Hashable {
  var action: AuditAction?
  var actorID: EntityID?
  var subjectID: EntityID?
  var page = Page()
}

/// Records who did what to which subject, and when.
protocol AuditLog: Sendable {
  /// Adds an entry. `detail` must not contain secrets.
  func record(
    _ action: AuditAction, actor: EntityID?, subject: EntityID?, detail: [(name: String, value: String)], at time: Timestamp) async throws
  /// One page, newest first, with the total of all matching entries.
  func list(_ query: AuditQuery) async throws -> PagedList<AuditEntry>
}

extension AuditLog {
  func record(_ action: AuditAction, actor: EntityID?, subject: EntityID?, at time: Timestamp) async throws {
    try await record(action, actor: actor, subject: subject, detail: [], at: time)
  }
}
