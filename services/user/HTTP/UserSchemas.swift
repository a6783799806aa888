import ServiceKit

/// The schemas of the user service's requests and responses.
enum UserSchemas {
  static let passwordLengths = 8...128
  static let nameLengths = 1...100

  static let email = JSONSchema.string(format: "email", length: EmailAddress.lengths, example: "user@example.com")
  private static let password = JSONSchema.text(length: passwordLengths, example: "password123")
  private static let anyPassword = JSONSchema.text(length: 1...128, example: "password123")
  private static let firstName = JSONSchema.text(length: nameLengths, example: "John")
  private static let lastName = JSONSchema.text(length: nameLengths, example: "Doe")
  private static let opaqueToken = JSONSchema.text(length: 1...512, example: "p3mQ0vXoVYJ2u0hY0y7k3m0eYJb1cR9Zq7m2n4s6u8w")
  private static let role = JSONSchema.choice(Role.self)
  private static let permission = JSONSchema.string(example: "order.order.read")

  static let registration = JSONSchema.object([
    .required("email", email), .required("password", password), .required("firstName", firstName), .required("lastName", lastName),
  ]).named("Registration")

  /// Any text: an invalid address has no account, and the response does not say more.
  static let credentials = JSONSchema.object([
    .required("email", .text(length: EmailAddress.lengths, example: "user@example.com")), .required("password", anyPassword),
  ]).named("Credentials")

  static let refreshToken = JSONSchema.object([.required("refreshToken", opaqueToken)]).named("RefreshToken")
  static let mailedToken = JSONSchema.object([.required("token", opaqueToken)]).named("MailedToken")
  static let address = JSONSchema.object([.required("email", email)]).named("Address")
  static let newPassword = JSONSchema.object([.required("token", opaqueToken), .required("password", password)]).named("NewPassword")
  static let passwordChange = JSONSchema.object([
    .required("currentPassword", anyPassword), .required("newPassword", password),
  ]).named("PasswordChange")
  static let change = JSONSchema.object([
    .optional("email", email), .optional("firstName", firstName), .optional("lastName", lastName),
  ]).named("UserChange")

  static let user = JSONSchema.object([
    .required("id", .id), .required("email", .string(example: "user@example.com")),
    .required("pendingEmail", .string(example: "new@example.com").orNull), .required("firstName", .string(example: "John")),
    .required("lastName", .string(example: "Doe")), .required("fullName", .string(example: "John Doe")),
    .required("roles", .array(of: role)), .required("emailVerified", .boolean), .required("createdAt", .timestamp),
    .required("updatedAt", .timestamp),
  ]).named("User")

  static let signedIn = JSONSchema.object([
    .required("token", .string(example: "eyJhbGciOiJIUzI1NiJ9.e30.c2ln")), .required("refreshToken", .string()),
    .required("expiresIn", .integer(1...86_400, example: 900)), .required("user", user),
  ]).named("SignedIn")

  static let token = JSONSchema.object([.required("id", .string()), .required("userId", .id), .required("expiresAt", .timestamp)])
    .named("Token")
  static let deleted = JSONSchema.object([.required("id", .id)])
  static let roles = JSONSchema.array(of: .object([.required("role", role), .required("permissions", .array(of: permission))]))
  static let grants = JSONSchema.object([
    .required("userId", .id), .required("roles", .array(of: role)), .required("permissions", .array(of: permission)),
    .required("effectivePermissions", .array(of: permission)),
  ]).named("Grants")
  static let auditEntry = JSONSchema.object([
    .required("id", .integer()), .required("action", .choice(AuditAction.self)), .required("actorId", .id.orNull),
    .required("subjectId", .id.orNull), .required("occurredAt", .timestamp), .required("detail", .object([], isOpen: true)),
  ]).named("AuditEntry")
  static let mail = JSONSchema.object([
    .required("id", .id), .required("recipient", .string(example: "user@example.com")), .required("subject", .string()),
    .required("body", .string()), .required("createdAt", .timestamp),
  ]).named("Mail")
  private static let apiKeyMembers: [JSONSchema.Member] = [
    .required("id", .id), .required("userId", .id), .required("name", .string(example: "warehouse")),
    .required("prefix", .string(example: "trk_p3mQ0v")), .required("scopes", .array(of: permission)), .required("createdAt", .timestamp),
    .required("expiresAt", .timestamp), .required("lastUsedAt", .timestamp.orNull),
  ]
  static let newAPIKey = JSONSchema.object([
    .required("name", .text(length: APIKey.nameLengths, example: "warehouse")),
    .required("scopes", .array(of: .choice(Permission.all.sorted()), count: 1...Permission.all.count)),
    .optional("expiresInDays", .integer(APIKey.lifetimes, example: APIKey.defaultLifetime)),
  ]).named("NewAPIKey")
  static let apiKey = JSONSchema.object(apiKeyMembers).named("APIKey")
  static let createdAPIKey = JSONSchema.object(
    apiKeyMembers + [.required("key", .string(example: "trk_p3mQ0vXoVYJ2u0hY0y7k3m0eYJb1cR9Zq7m2n4s6u8w"))]
  ).named("CreatedAPIKey")
  static let apiKeyText = JSONSchema.object([.required("key", opaqueToken)]).named("APIKeyText")
  static let accessToken = JSONSchema.object([
    .required("token", .string(example: "eyJhbGciOiJIUzI1NiJ9.e30.c2ln")), .required("expiresIn", .integer(0...300, example: 300)),
  ]).named("AccessToken")
  static let keys = JSONSchema.object([.required("keys", .array(of: .object([], isOpen: true)))])
}
