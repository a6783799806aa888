import HTTPCore
import JSON
import ServiceKit

/// The endpoints for roles and permissions, for administrators.
struct GrantHandlers: Sendable {
  let findUser: FindUser
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
    let user = try await findUser(try context.id(), by: try context.caller())
    return context.show("Grants", tag: EntityTag(updatedAt: user.updatedAt)) { write(user, to: &$0) }
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
    let changed = try await changeGrants(try context.id(), change, actor: try context.caller().userID) { user in
      try context.checkPrecondition(EntityTag(updatedAt: user.updatedAt))
    }
    return Envelope.success(message: "Grants changed", headers: EntityTag(updatedAt: changed.updatedAt).headers) { write(changed, to: &$0) }
  }

  private func role(_ context: RequestContext) throws -> Role {
    guard let role = context.pathParameters["role"].flatMap(Role.init(rawValue:)) else { throw ServiceError.notFound("Role") }
    return role
  }

  private func permission(_ context: RequestContext) throws -> String {
    guard let name = context.pathParameters["permission"], Permission.all.contains(name) else { throw ServiceError.notFound("Permission") }
    return name
  }

  private func write(_ user: User, to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("userId", user.id)
      writer.member("roles", user.roles.map(\.rawValue))
      writer.member("permissions", user.permissions)
      writer.member("effectivePermissions", user.effectivePermissions)
    }
  }
}
