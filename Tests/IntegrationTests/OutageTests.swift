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
