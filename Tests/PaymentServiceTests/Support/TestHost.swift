import ServiceTestSupport
import SharedKernel

@testable import PaymentService

typealias TestHost = ServiceTestHost<PaymentServiceApp>

extension TestHost {
  /// Runs the body with the payment service.
  static func run(
    environment: [String: String] = [:],
    provider: any PaymentProvider = SimulatedProvider(slowness: .milliseconds(5), deadline: .milliseconds(5)),
    _ body: @Sendable (TestHost) async throws -> Void
  ) async throws {
    try await run(
      "payment", environment: environment,
      app: { host in
        let app = try PaymentServiceApp(host, provider: provider)
        return (app, app.parts)
      }, body)
  }

  /// Adds an order to the projection.
  func projectOrder(of caller: Caller, _ status: String = "pending", amount: Int64 = 99_999) async throws -> EntityID {
    let order = OrderProjection(id: .make(), userID: caller.userID, amount: Money(hundredths: amount), status: status, sequence: 1)
    try await PostgresOrderProjections(database: host.database).saveIfNewer(order)
    return order.id
  }
}
