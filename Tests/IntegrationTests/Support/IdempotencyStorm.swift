import Synchronization
import TestSupport
import Testing

/// Many parallel calls for each of many idempotency keys. Each call is repeated until it has a final response.
final class IdempotencyStorm: Sendable {
  let keys: [String]
  private let chain: Chain
  private let customer: Chain.Customer
  private let answers = Mutex<[String: [StackAnswer]]>([:])

  init(_ chain: Chain, _ customer: Chain.Customer, keys: Int) {
    self.chain = chain
    self.customer = customer
    let word = unique()
    self.keys = (0..<keys).map { "\(word)-\($0)" }
  }

  /// The number of calls with a final response.
  var answerCount: Int { answers.withLock { $0.values.reduce(0) { $0 + $1.count } } }

  /// All answers, by key.
  var answersByKey: [String: [StackAnswer]] { answers.withLock { $0 } }

  /// Sends all calls concurrently and waits for their responses.
  func run(callsPerKey: Int) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      for key in keys {
        for _ in 0..<callsPerKey {
          group.addTask {
            let answer = try await self.place(key)
            self.answers.withLock { $0[key, default: []].append(answer) }
          }
        }
      }
      try await group.waitForAll()
    }
  }

  /// The answers to one call for each key by another customer, or with another body.
  func once(by other: Chain.Customer? = nil, quantity: Int = 1) async throws -> [String: StackAnswer] {
    try await withThrowingTaskGroup(of: (String, StackAnswer).self) { group in
      for key in keys { group.addTask { (key, try await self.place(key, by: other, quantity: quantity)) } }
      return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
    }
  }

  /// Sends one call. It is repeated after a failed connection and after 503.
  private func place(_ key: String, by other: Chain.Customer? = nil, quantity: Int = 1) async throws -> StackAnswer {
    let body = #"""
      {"shippingAddress": "1 Storm Street", "notes": "\#(key)",
       "items": [{"productId": "p", "productName": "Laptop", "quantity": \#(quantity), "unitPrice": 999.99}]}
      """#
    return try await eventuallyValue("an answer to \(key)", timeout: .seconds(90)) {
      let answer = try await chain.client.send(
        .post, chain.orders, token: (other ?? customer).token, body: body, headers: [("Idempotency-Key", key)])
      return answer.status == 503 ? nil : answer
    }
  }
}
