import SharedKernel

/// Who made a change: a signed-in user, or a service that handled an event.
enum OrderActor: Sendable, Equatable, CustomStringConvertible {
  case user(EntityID)
  case service(String)

  /// The only actor that may mark an order as paid or refunded.
  static let paymentService = OrderActor.service("payment-service")

  /// The user's id or the service's name: the `actor` of events.
  var description: String {
    switch self {
    case .user(let id): id.description
    case .service(let name): name
    }
  }
}
