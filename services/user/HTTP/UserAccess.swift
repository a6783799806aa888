import ServiceKit
import SharedKernel

/// Who may see and change what, all in one place. `UserRoutes` says which routes need a caller or a role; these rules say whose data it may be:
/// one's own, and for an administrator everybody's. Somebody else's answers as if it were not there.
extension RequestContext {
  /// The path's account, if it is one that the caller may act for; 404 otherwise.
  func accessibleAccount() throws -> EntityID {
    let id = try id()
    guard try requirePrincipal().mayActFor(id) else { throw UserFault.notFound }
    return id
  }

  /// Of these accounts, those that the caller may see, in the same order.
  func accessible(_ bulk: BulkIDs) throws -> BulkIDs {
    BulkIDs(ids: bulk.ids.filter(try requirePrincipal().mayActFor))
  }

  /// The caller's own account when that is all they may list; nil when they may list everybody's.
  func onlyAccount() throws -> EntityID? {
    let caller = try requirePrincipal()
    return caller.isAdmin ? nil : caller.userID
  }
}
