import ServiceTestSupport

@testable import OrderService

typealias TestHost = ServiceTestHost<OrderServiceApp>

extension TestHost {
  /// Runs the body with the order service.
  static func run(environment: [String: String] = [:], _ body: @Sendable (TestHost) async throws -> Void) async throws {
    try await run(
      "order", environment: environment,
      app: { host in
        let app = OrderServiceApp(host)
        return (app, app.parts)
      }, body)
  }
}
