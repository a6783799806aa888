/// A named set of permissions.
enum Role: String, Sendable, Hashable, CaseIterable {
  case customer
  case support
  case admin

  /// `{module}.{resource}.{action}`.
  var permissions: [String] {
    switch self {
    case .customer:
      [
        "user.profile.read", "user.profile.update", "order.order.create", "order.order.read", "order.order.cancel",
        "payment.payment.create", "payment.payment.read",
      ]
    case .support:
      ["user.user.read", "order.order.read", "payment.payment.read"]
    case .admin:
      [
        "user.user.read", "user.user.update", "user.user.delete", "user.role.update", "user.audit.read", "order.order.read",
        "order.order.update", "order.order.delete",
        "payment.payment.read", "payment.payment.process", "payment.payment.refund",
      ]
    }
  }
}

/// A permission, `{module}.{resource}.{action}`.
enum Permission {
  static let all = Set(Role.allCases.flatMap(\.permissions))
}
