import SharedKernel

/// Who made a change: a signed-in user, or a service that answered to an event.
enum OrderActor: Sendable, Equatable, CustomStringConvertible {
  case user(EntityID)
  case service(String)

  /// The one whose word about money counts.
  static let paymentService = OrderActor.service("payment-service")

  /// The user's id, or the service's name: what events carry as `actor`.
  var description: String {
    switch self {
    case .user(let id): id.description
    case .service(let name): name
    }
  }
}
