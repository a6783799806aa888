import HTTPCore
import JSON
import ServiceKit
import SharedKernel

/// The endpoints for API keys.
struct APIKeyHandlers: Sendable {
  let createKey: CreateAPIKey
  let revokeKey: RevokeAPIKey
  let exchangeKey: ExchangeAPIKey
  let keys: any APIKeyRepository

  /// POST /api-keys
  func create(_ context: RequestContext) async throws -> HTTPResponse {
    let caller = try context.caller()
    let created = try await createKey(try CreateAPIKey.Request(body: context), owner: caller.userID)
    return Envelope.success(
      status: .created, message: "API key created; it is not shown again",
      headers: ["Location": "/api/v1/api-keys/\(created.key.id)", "Cache-Control": "no-store"]
    ) { write(created.key, text: created.text, to: &$0) }
  }

  /// GET /api-keys
  func list(_ context: RequestContext) async throws -> HTTPResponse {
    let caller = try context.caller()
    var query = QueryReader(context)
    let page = query.page()
    try query.finish()
    return Envelope.list(try await keys.list(of: caller.userID, page: page), message: "API keys") { writer, key in
      write(key, text: nil, to: &writer)
    }
  }

  /// DELETE /api-keys/:id
  func revoke(_ context: RequestContext) async throws -> HTTPResponse {
    try await revokeKey(try context.id(), by: try context.caller())
    return Envelope.success(message: "API key revoked")
  }

  /// POST /api-keys/token
  func exchange(_ context: RequestContext) async throws -> HTTPResponse {
    let issued = try await exchangeKey(try TokenRequest(body: context, member: "key").token)
    return Envelope.success(message: "Access token", headers: ["Cache-Control": "no-store"]) { writer in
      writer.object { writer in
        writer.member("token", issued.token)
        writer.member("expiresIn", issued.expiresIn)
      }
    }
  }

  private func write(_ key: APIKey, text: String?, to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("id", key.id)
      writer.member("userId", key.userID)
      writer.member("name", key.name)
      writer.member("prefix", key.prefix)
      writer.member("scopes", key.scopes)
      writer.member("createdAt", key.createdAt)
      writer.member("expiresAt", key.expiresAt)
      writer.member("lastUsedAt", key.lastUsedAt)
      if let text { writer.member("key", text) }
    }
  }
}

extension CreateAPIKey.Request {
  /// Reads the body of a creation.
  init(body context: RequestContext) throws(ServiceError) {
    var body = try BodyReader(context)
    let name = body.requiredString("name", length: APIKey.nameLengths)
    let scopes = body.requiredChoices("scopes", among: Permission.all, count: 1...Permission.all.count)
    let lifetime = body.optionalInt("expiresInDays", range: APIKey.lifetimes)
    try body.finish()
    self.init(name: name, scopes: scopes, lifetime: lifetime ?? APIKey.defaultLifetime)
  }
}
