import SharedKernel

/// Who asks, as far as the rules of payments care.
struct Caller: Sendable, Equatable {
  let userID: EntityID
  /// Sees and changes everything; anybody else only what is theirs.
  let isAdmin: Bool

  /// Whether the caller may know that this user's things exist.
  func maySee(_ owner: EntityID) -> Bool {
    isAdmin || owner == userID
  }
}
