import HTTPCore
import ServiceKit
import SharedKernel

/// The endpoints that read, change and delete accounts. For a customer, another user's account is 404.
struct UserHandlers: Sendable {
  let findUser: FindUser
  let listUsers: ListUsers
  let lookUpUsers: LookUpUsers
  let updateUser: UpdateUser
  let deleteUser: DeleteUser

  /// GET /users
  func list(_ context: RequestContext) async throws -> HTTPResponse {
    let caller = try context.caller()
    var query = QueryReader(context)
    let ids = query.bulkIDs("ids")
    let list = UserListQuery(&query)
    try query.finish()
    if let ids {
      let users = try await lookUpUsers(ids: ids, matching: list.filter, by: caller)
      return Envelope.bulk(users, message: "Users") { UserJSON.write($1, to: &$0) }
    }
    let users = try await listUsers(list.filter, sort: list.sort, page: list.page, by: caller)
    return Envelope.list(users, message: "Users") { UserJSON.write($1, to: &$0) }
  }

  /// GET /users/me
  func me(_ context: RequestContext) async throws -> HTTPResponse {
    let caller = try context.caller()
    return show(try await findUser(caller.userID, by: caller), context)
  }

  /// GET /users/:id
  func show(_ context: RequestContext) async throws -> HTTPResponse {
    show(try await findUser(try context.id(), by: try context.caller()), context)
  }

  /// PUT /users/:id
  func update(_ context: RequestContext) async throws -> HTTPResponse {
    let id = try accessibleID(context)
    let change = try UserChange(body: context)
    let user = try await updateUser(id, change, actor: try context.caller().userID, from: context.clientAddress) { user in
      try context.checkPrecondition(EntityTag(updatedAt: user.updatedAt))
    }
    return Envelope.success(message: "User updated", headers: EntityTag(updatedAt: user.updatedAt).headers) {
      UserJSON.write(user, to: &$0)
    }
  }

  /// DELETE /users/:id
  func delete(_ context: RequestContext) async throws -> HTTPResponse {
    let deleted = try await deleteUser(try accessibleID(context), actor: try context.caller().userID) { user in
      try context.checkPrecondition(EntityTag(updatedAt: user.updatedAt))
    }
    return Envelope.success(message: "User deleted") { writer in writer.object { $0.member("id", deleted.id) } }
  }

  /// The account of the path, if the caller may change it.
  private func accessibleID(_ context: RequestContext) throws -> EntityID {
    let id = try context.id()
    guard try context.caller().maySee(id) else { throw UserError.notFound }
    return id
  }

  private func show(_ user: User, _ context: RequestContext) -> HTTPResponse {
    context.show("User", tag: EntityTag(updatedAt: user.updatedAt)) { UserJSON.write(user, to: &$0) }
  }
}
