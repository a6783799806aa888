import JSON
import TestSupport
import Testing

extension WholeChain {
  /// Servers that are killed under load. `make test` runs these tests last, because the servers are down for other tests.
  @Suite struct Outages {
    @Test(.timeLimit(.minutes(3))) func ofRabbitMQLoseNoOrderAndNoEvent() async throws {
      try await Chain.with { chain in
        let rabbitMQ = try RabbitMQManagement(chain.client)
        let process = StackProcess(name: "rabbitmq")
        let customer = try await chain.newCustomer()
        try await rabbitMQ.withQueue(of: "order.created") { queue in
          var placed = [try await chain.placeOrder(customer)]
          try process.kill9()
          do {
            // Places orders during the outage of RabbitMQ, which lasts ten seconds.
            let end = ContinuousClock.now + .seconds(10)
            while ContinuousClock.now < end { placed.append(try await chain.placeOrder(customer)) }
          } catch {
            try await process.up()
            throw error
          }
          try await process.up()
          placed.append(try await chain.placeOrder(customer))
          #expect(try await chain.orderCount(customer) == placed.count)

          let wanted = Set(placed)
          try await eventually("all \(wanted.count) order.created arrive", timeout: .seconds(60)) {
            let length = try await rabbitMQ.send(.get, "/queues/%2f/\(queue)").expecting(200).value("messages")?.numberText
            return (length.flatMap { Int($0) } ?? 0) >= wanted.count
          }
          try await arrived(wanted, in: queue, rabbitMQ)
        }
      }
    }

    /// SIGKILL while the provider is charging: the key of the request answers with the outcome, which the restarted service finds out.
    @Test(.timeLimit(.minutes(2)), arguments: [("tok_slow", "success"), ("tok_timeout", "failed")])
    func ofThePaymentServiceInTheMiddleOfAChargeLeaveItsKeyAnAnswer(token: String, outcome: String) async throws {
      try await Chain.with { chain in
        let process = StackProcess(name: "payment-service")
        let customer = try await chain.newCustomer()
        let order = try await chain.placeOrder(customer)
        let body = #"{"orderId": "\#(order)", "method": "card", "token": "\#(token)"}"#
        let created = try await eventuallyValue("the payment service knows the order") {
          let answer = try await chain.client.send(.post, chain.payments, token: customer.token, body: body)
          return answer.status == 201 ? answer : nil
        }
        let id = try created.string("data.id")
        let charge: @Sendable (String) async throws -> StackAnswer = { key in
          try await chain.client.send(
            .post, chain.payments + "/\(id)/process", token: customer.token, headers: [("Idempotency-Key", key)])
        }
        async let interrupted = charge("k")
        try await eventually("the payment is being charged") {
          try await DatabaseRows.answer("SELECT status FROM payments WHERE id = '\(id)'", in: "payment_service") == "processing"
        }
        try process.kill9()
        let first = try? await interrupted
        #expect(first == nil, "the service was killed before it answered: \(first?.description ?? "")")
        try await process.up()

        // The charge counts as interrupted after 30 s. The test does not wait for them.
        _ = try await DatabaseRows.answer(
          "UPDATE payments SET processing_since = processing_since - interval '30 seconds' WHERE id = '\(id)'", in: "payment_service")
        try await eventually("the background job has settled the payment", timeout: .seconds(60)) {
          let shown = try await chain.client.send(.get, chain.payments + "/\(id)", token: customer.token)
          return try shown.string("data.status") == outcome
        }
        let again = try await charge("k").expecting(200)
        #expect(again.headers["Idempotency-Replayed"] == "true")
        #expect(try again.string("data.status") == outcome)
        #expect(try again.string("message") == "Payment processed")
        #expect(try await charge("k").text == again.text)
        try await charge("another").expecting(409)
      }
    }

    @Test(.timeLimit(.minutes(2))) func ofRedisLeaveTheServicesReady() async throws {
      try await Chain.with { chain in
        let process = StackProcess(name: "redis")
        try process.kill9()
        do { try await Self.checkReadiness(chain) } catch {
          try await process.up()
          throw error
        }
        try await process.up()
        for origin in Self.services {
          try await eventually("Redis is back") {
            try await chain.client.send(.get, origin + "/health").value("dependencies.redis")?.string == "up"
          }
        }
      }
    }

    private static let services = [TestStack.userURL, TestStack.orderURL, TestStack.paymentURL].compactMap { $0 }

    private static func checkReadiness(_ chain: Chain) async throws {
      for origin in services {
        try await eventually("the health of \(origin)") {
          let health = try await chain.client.send(.get, origin + "/health").expecting(200)
          return try health.value("dependencies.redis")?.string == "down" && health.value("status")?.string == "degraded"
        }
        #expect(try await chain.client.send(.get, origin + "/ready").status == 200)
      }
    }

    /// Takes the messages in batches, because the client limits the size of a response.
    private func arrived(_ wanted: Set<String>, in queue: String, _ rabbitMQ: RabbitMQManagement) async throws {
      var missing = wanted
      try await eventually("order.created of \(missing.count) orders", timeout: .seconds(60)) {
        for event in try await rabbitMQ.takeEvents(from: queue, count: 200) {
          if let order = event["aggregateId"]?.string { missing.remove(order) }
        }
        return missing.isEmpty
      }
    }
  }
}
