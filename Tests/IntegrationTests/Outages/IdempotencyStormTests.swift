import TestSupport
import Testing

extension WholeChain.Outages {
  /// 5,000 calls for 100 keys, during which the service is killed twice, make 100 orders, and all calls of a key get the same response.
  @Test(.timeLimit(.minutes(3))) func ofTheOrderServiceLeaveOneOrderForEachIdempotencyKey() async throws {
    try await Chain.with(connections: 256) { chain in
      let (customer, other) = (try await chain.newCustomer(), try await chain.newCustomer())
      let storm = IdempotencyStorm(chain, customer, keys: 100)
      let service = StackProcess(name: "order-service")
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await storm.run(callsPerKey: 50) }
        group.addTask {
          for count in [500, 2500] {
            try await eventually("\(count) answers", timeout: .seconds(60)) { storm.answerCount >= count }
            try service.kill9()
            try await service.up()
          }
        }
        try await group.waitForAll()
      }

      var orders: Set<String> = []
      for (key, answers) in storm.answersByKey {
        #expect(answers.count == 50)
        #expect(Set(answers.map(\.status)) == [201], "\(key): \(answers.map(\.status))")
        #expect(Set(answers.map(\.text)).count == 1, "answers to \(key) differ")
        #expect(Set(answers.map { "\($0.headers["Location"] ?? "") \($0.headers["ETag"] ?? "")" }).count == 1)
        // None if the response to the call that made the order was lost.
        #expect(answers.count { $0.headers["Idempotency-Replayed"] == nil } <= 1)
        if let answer = answers.first { orders.insert(try answer.string("data.id")) }
      }
      #expect(orders.count == 100)
      #expect(try await Self.effects(of: customer) == "100 100")

      let mismatched = try await storm.once(quantity: 2)
      #expect(mismatched.count == 100)
      #expect(Set(mismatched.values.map(\.status)) == [422])
      #expect(try await Self.effects(of: customer) == "100 100")

      let foreign = try await storm.once(by: other)
      #expect(Set(foreign.values.map(\.status)) == [201])
      #expect(orders.isDisjoint(with: try foreign.values.map { try $0.string("data.id") }))
      #expect(try await Self.effects(of: other) == "100 100")
    }
  }

  /// The numbers of the customer's orders and of their `order.created` events.
  private static func effects(of customer: Chain.Customer) async throws -> String {
    try await DatabaseRows.answer(
      """
      SELECT (SELECT count(*) FROM orders WHERE user_id = '\(customer.id)') || ' ' ||
        (SELECT count(DISTINCT aggregate_id) FROM outbox WHERE user_id = '\(customer.id)' AND event_type = 'order.created')
      """, in: "order_service")
  }
}
