import ServiceKit
import SharedKernel

extension RegisterUser.Request {
  /// Reads the body of a registration.
  init(body context: RequestContext) throws(ServiceError) {
    var body = try BodyReader(context)
    let email = body.requiredEmail()
    let password = body.requiredString("password", length: UserSchemas.passwordLengths)
    let firstName = body.requiredString("firstName", length: UserSchemas.nameLengths)
    let lastName = body.requiredString("lastName", length: UserSchemas.nameLengths)
    try body.finish()
    guard let email else { throw .invalidInput("email", EmailAddress.rule) }
    self.init(email: email, password: password, firstName: firstName, lastName: lastName)
  }
}

/// The body of a login.
struct LogInRequest {
  /// Any text: an invalid address has no account, and the response does not say more.
  let email: String
  let password: String

  init(body context: RequestContext) throws(ServiceError) {
    var body = try BodyReader(context)
    email = body.requiredString("email", length: EmailAddress.lengths)
    password = body.requiredString("password", length: 1...128)
    try body.finish()
  }
}

/// The body of a request with one opaque token.
struct TokenRequest {
  let token: String

  init(body context: RequestContext, member: String) throws(ServiceError) {
    var body = try BodyReader(context)
    token = body.requiredString(member, length: 1...512)
    try body.finish()
  }
}

extension EmailAddress {
  /// Reads `{"email": …}`.
  init(body context: RequestContext) throws(ServiceError) {
    var body = try BodyReader(context)
    let email = body.requiredEmail()
    try body.finish()
    guard let email else { throw .invalidInput("email", EmailAddress.rule) }
    self = email
  }
}

/// The body of a confirmed password reset.
struct NewPassword {
  let token: String
  let password: String

  init(body context: RequestContext) throws(ServiceError) {
    var body = try BodyReader(context)
    token = body.requiredString("token", length: 1...512)
    password = body.requiredString("password", length: UserSchemas.passwordLengths)
    try body.finish()
  }
}

/// The body of a password change.
struct PasswordChange {
  let current: String
  let new: String

  init(body context: RequestContext) throws(ServiceError) {
    var body = try BodyReader(context)
    current = body.requiredString("currentPassword", length: 1...128)
    new = body.requiredString("newPassword", length: UserSchemas.passwordLengths)
    try body.finish()
  }
}

extension UserChange {
  /// Reads the body of an update.
  init(body context: RequestContext) throws(ServiceError) {
    var body = try BodyReader(context)
    email = body.optionalValue("email", length: EmailAddress.lengths, rule: EmailAddress.rule) { EmailAddress($0) }
    firstName = body.optionalString("firstName", length: UserSchemas.nameLengths)
    lastName = body.optionalString("lastName", length: UserSchemas.nameLengths)
    try body.finish()
  }
}

/// The query of a list: `?role=`, `?sort=`, `?limit=` and `?offset=`.
struct UserListQuery {
  let filter: UserFilter
  let sort: UserSort
  let page: Page

  /// The reader collects the errors.
  init(_ query: inout QueryReader) {
    page = query.page()
    sort = query.choice("sort") ?? .newest
    filter = UserFilter(role: query.choice("role"))
  }
}

extension BodyReader {
  fileprivate mutating func requiredEmail() -> EmailAddress? {
    requiredValue("email", length: EmailAddress.lengths, rule: EmailAddress.rule) { EmailAddress($0) }
  }
}
