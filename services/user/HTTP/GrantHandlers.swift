import HTTPCore
import ServiceKit

/// Roles and permissions over HTTP, for administrators.
struct GrantHandlers: Sendable {
  let users: any UserRepository
  let changeGrants: ChangeGrants

  func listRoles(_ context: RequestContext) async throws -> HTTPResponse {
    Envelope.success(message: "Roles") { writer in
      writer.beginArray()
      for role in Role.allCases {
        writer.object { writer in
          writer.member("role", role.rawValue)
          writer.member("permissions", role.permissions)
        }
      }
      writer.endArray()
    }
  }

  func show(_ context: RequestContext) async throws -> HTTPResponse {
    guard let user = try await users.find(try context.id()) else { throw UserFault.notFound }
    let tag = EntityTag(updatedAt: user.updatedAt)
    if context.alreadyHas(tag) { return HTTPResponse(status: .notModified, headers: tag.headers) }
    return answer(user, "Grants")
  }

  func grantRole(_ context: RequestContext) async throws -> HTTPResponse { try await change(context, .grant(try role(context))) }

  func revokeRole(_ context: RequestContext) async throws -> HTTPResponse { try await change(context, .revoke(try role(context))) }

  func grantPermission(_ context: RequestContext) async throws -> HTTPResponse {
    try await change(context, .grantPermission(try permission(context)))
  }

  func revokePermission(_ context: RequestContext) async throws -> HTTPResponse {
    try await change(context, .revokePermission(try permission(context)))
  }

  private func change(_ context: RequestContext, _ change: ChangeGrants.Change) async throws -> HTTPResponse {
    let changed = try await changeGrants(try context.id(), change, actor: try context.requirePrincipal().userID) { user in
      try context.checkPrecondition(EntityTag(updatedAt: user.updatedAt))
    }
    return answer(changed, "Grants changed")
  }

  private func role(_ context: RequestContext) throws -> Role {
    guard let role = context.pathParameters["role"].flatMap(Role.init(rawValue:)) else { throw ServiceError.notFound("Role") }
    return role
  }

  private func permission(_ context: RequestContext) throws -> String {
    guard let name = context.pathParameters["permission"], Permission.all.contains(name) else { throw ServiceError.notFound("Permission") }
    return name
  }

  private func answer(_ user: User, _ message: String) -> HTTPResponse {
    Envelope.success(message: message, headers: EntityTag(updatedAt: user.updatedAt).headers) { writer in
      writer.object { writer in
        writer.member("userId", user.id)
        writer.member("roles", user.roles.map(\.rawValue))
        writer.member("permissions", user.permissions)
        writer.member("effectivePermissions", user.effectivePermissions)
      }
    }
  }
}
