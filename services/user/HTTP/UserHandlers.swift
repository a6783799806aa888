import HTTPCore
import ServiceKit
import SharedKernel

/// Reading, changing and deleting accounts over HTTP. A customer's accounts are themselves alone; anybody else's answers 404.
struct UserHandlers: Sendable {
  let users: any UserRepository
  let updateUser: UpdateUser
  let deleteUser: DeleteUser

  func list(_ context: RequestContext) async throws -> HTTPResponse {
    var query = QueryReader(context)
    let bulk = query.bulkIDs()
    let page = query.page()
    let sort = query.choice("sort", of: UserQuery.Sort.self) ?? .newestFirst
    let role = query.choice("role", of: Role.self)
    try query.finish()
    func matches(_ user: User) -> Bool { role.map(user.roles.contains) ?? true }
    if let bulk {
      let visible = try context.accessible(bulk)
      let found = visible.ids.isEmpty ? [] : try await users.find(visible.ids).filter(matches)
      return Envelope.bulk(visible.ordered(found, by: \.id), message: "Users") { $0.user($1) }
    }
    if let own = try context.onlyAccount() {
      let matching = try await users.find(own).map { [$0] }?.filter(matches) ?? []
      let items = Array(matching.dropFirst(page.offset).prefix(page.limit))
      return Envelope.list(PagedList(items: items, total: matching.count, page: page), message: "Users") { $0.user($1) }
    }
    let list = try await users.list(UserQuery(sort: sort, role: role, page: page))
    return Envelope.list(list, message: "Users") { $0.user($1) }
  }

  nonisolated(nonsending) func me(_ context: RequestContext) async throws -> HTTPResponse {
    try await show(try context.requirePrincipal().userID, context)
  }

  nonisolated(nonsending) func show(_ context: RequestContext) async throws -> HTTPResponse {
    try await show(try context.accessibleAccount(), context)
  }

  func update(_ context: RequestContext) async throws -> HTTPResponse {
    let id = try context.accessibleAccount()
    var body = try BodyReader(context)
    let change = UserChange(
      email: body.optionalValue("email", length: EmailAddress.lengths, rule: EmailAddress.rule) { EmailAddress($0) },
      firstName: body.optionalString("firstName", length: UserSchemas.nameLengths),
      lastName: body.optionalString("lastName", length: UserSchemas.nameLengths))
    try body.finish()
    let changed = try await updateUser(id, change, actor: try context.requirePrincipal().userID) { user in
      try context.checkPrecondition(EntityTag(updatedAt: user.updatedAt))
    }
    return answer(changed, message: "User updated")
  }

  func delete(_ context: RequestContext) async throws -> HTTPResponse {
    let id = try context.accessibleAccount()
    let deleted = try await deleteUser(id, actor: try context.requirePrincipal().userID) { user in
      try context.checkPrecondition(EntityTag(updatedAt: user.updatedAt))
    }
    return Envelope.success(message: "User deleted") { writer in writer.object { $0.member("id", deleted.id) } }
  }

  private nonisolated(nonsending) func show(_ id: EntityID, _ context: RequestContext) async throws -> HTTPResponse {
    guard let user = try await users.find(id) else { throw UserFault.notFound }
    let tag = EntityTag(updatedAt: user.updatedAt)
    if context.alreadyHas(tag) { return HTTPResponse(status: .notModified, headers: tag.headers) }
    return answer(user, message: "User")
  }

  private func answer(_ user: User, message: String) -> HTTPResponse {
    Envelope.success(message: message, headers: EntityTag(updatedAt: user.updatedAt).headers) { $0.user(user) }
  }
}
