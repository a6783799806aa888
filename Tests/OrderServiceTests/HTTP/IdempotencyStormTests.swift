import HTTPCore
import ServiceTestSupport
import SharedKernel
import TestSupport
import Testing

@testable import OrderService

/// 100 keys, 50 parallel requests with each.
@Suite(.needsPostgres, .serialized, .timeLimit(.minutes(2))) struct IdempotencyStormTests {
  static let draft = """
    {"shippingAddress": "a", "items": [{"productId": "p", "productName": "P", "quantity": 1, "unitPrice": 1.00}]}
    """

  @Test func aHundredKeysHaveAHundredEffects() async throws {
    try await TestHost.run { host in
      let (alice, bob) = (Caller(userID: .make(), isAdmin: false), Caller(userID: .make(), isAdmin: false))
      for start in stride(from: 0, to: 100, by: 10) {
        let answers = try await withThrowingTaskGroup(of: (Int, Int, [UInt8]).self) { group in
          for request in 0..<500 {
            group.addTask {
              let key = start + request % 10
              // On a busy machine the pool may reject some of 500 requests with 503; a client retries.
              return try await eventuallyValue("an answer to k\(key)", timeout: .seconds(60)) {
                let answer = try await host.send(.post, "/api/v1/orders", as: alice, headers: ["Idempotency-Key": "k\(key)"], Self.draft)
                return answer.status == 503 ? nil : (key, answer.status, answer.response.body)
              }
            }
          }
          return try await group.reduce(into: [(Int, Int, [UInt8])]()) { $0.append($1) }
        }
        // A request that waits too long for the first one may get 409; all others get the first response, byte for byte.
        #expect(answers.allSatisfy { [201, 409].contains($0.1) })
        for key in start..<start + 10 {
          #expect(Set(answers.filter { $0.0 == key && $0.1 == 201 }.map(\.2)).count == 1)
        }
      }
      #expect(try await Self.orders(of: alice, host) == 100)

      let other = Self.draft.replacing("1.00", with: "2.00")
      let refused = try await host.send(.post, "/api/v1/orders", as: alice, headers: ["Idempotency-Key": "k7"], other)
      #expect(refused.status == 422 && refused.errorCode == "IDEMPOTENCY_MISMATCH")
      #expect(try await host.send(.post, "/api/v1/orders", as: bob, headers: ["Idempotency-Key": "k7"], other).status == 201)
      #expect(try await Self.orders(of: alice, host) == 100)
      #expect(try await Self.orders(of: bob, host) == 1)
    }
  }

  static func orders(of caller: Caller, _ host: TestHost) async throws -> Int {
    try await host.host.database.query("SELECT count(*) AS n FROM orders WHERE user_id = \(caller.userID)")[0].get("n")
  }
}
