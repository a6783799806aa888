import HTTPCore
import ServiceTestSupport
import SharedKernel
import Synchronization
import TestSupport
import Testing

@testable import OrderService

/// Postgres stops answering while its connections stay open. Each request is answered within REQUEST_TIMEOUT_MS.
@Suite(.needsPostgres, .needsRedis, .timeLimit(.minutes(1))) struct SilentDatabaseTests {
  private static let body =
    #"{"shippingAddress": "1 Road", "items": [{"productId": "p", "productName": "P", "quantity": 1, "unitPrice": 1.00}]}"#

  @Test func requestsAreAnsweredAtTheDeadline() async throws {
    let made = Mutex<TCPProxy?>(nil)
    let through = { (port: Int) -> Int in
      let proxy = try TCPProxy(to: port)
      made.withLock { $0 = proxy }
      return proxy.port
    }
    defer { made.withLock { $0 }?.close() }
    let customer = Caller(userID: .make(), isAdmin: false)
    try await ServiceTestHost<OrderServiceApp>.run(
      "order", environment: ["REQUEST_TIMEOUT_MS": "1000"], through: through,
      app: { host in
        let app = OrderServiceApp(host)
        return (app, app.parts)
      }
    ) { service in
      let proxy = try #require(made.withLock { $0 })
      try await eventually("the service answers") { try await service.send(.post, "/api/v1/orders", as: customer, Self.body).status == 201 }
      proxy.fallSilent()
      try await withThrowingTaskGroup(of: Void.self) { group in
        for number in 0..<20 {
          group.addTask {
            let clock = ContinuousClock()
            let start = clock.now
            let answer =
              switch number % 4 {
              case 0: try await service.send(.get, "/api/v1/orders/my-orders", as: customer)
              case 1: try await service.send(.get, "/api/v1/orders/\(EntityID.make())", as: customer)
              case 2: try await service.send(.post, "/api/v1/orders", as: customer, Self.body)
              default:
                try await service.send(.post, "/api/v1/orders", as: customer, headers: ["Idempotency-Key": "k-\(number)"], Self.body)
              }
            #expect(answer.status == 503, "\(number)")
            #expect(start.duration(to: clock.now) < .seconds(3), "\(number)")
          }
        }
        try await group.waitForAll()
      }
      proxy.restore()
      proxy.interrupt()
      try await eventually("the service answers again") {
        try await service.send(.get, "/api/v1/orders/my-orders", as: customer).status == 200
      }
    }
  }
}
