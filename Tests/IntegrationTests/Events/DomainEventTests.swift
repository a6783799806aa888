import JSON
import TestSupport
import Testing

extension WholeChain {
  /// The queues in RabbitMQ's management API.
  @Suite struct DomainEvents {
    @Test func areOnADurableTopicExchangeAndInTheRecentQueue() async throws {
      try await Chain.with { chain in
        let rabbitMQ = try RabbitMQManagement(chain.client)
        let exchange = try await rabbitMQ.send(.get, "/exchanges/%2f/domain.events").expecting(200)
        #expect(try exchange.string("type") == "topic")
        #expect(try exchange.value("durable") == .bool(true))
        _ = try await chain.newCustomer()
        try await eventually("a message in domain.events.recent") {
          try await !rabbitMQ.messages(in: "domain.events.recent", count: 1).isEmpty
        }
      }
    }

    @Test func tellOfNewUsers() async throws {
      try await Chain.with { chain in
        let rabbitMQ = try RabbitMQManagement(chain.client)
        try await rabbitMQ.withQueue(of: "user.created") { queue in
          let customer = try await chain.newCustomer()
          let event = try await eventuallyValue("user.created of \(customer.id)") {
            try await rabbitMQ.events(in: queue, count: 50).first { $0["aggregateId"]?.string == customer.id }
          }
          #expect(event["type"] == "user.created")
          #expect(event.value("data.email") == nil || event.value("data.email")?.string == customer.email)
          #expect(event["version"]?.numberText == "1")
          #expect(event["occurredAt"]?.string?.hasSuffix("Z") == true)
        }
      }
    }

    @Test func tellOfNewOrdersWithIdentityInTheHeaders() async throws {
      try await Chain.with { chain in
        let rabbitMQ = try RabbitMQManagement(chain.client)
        let customer = try await chain.newCustomer()
        try await rabbitMQ.withQueue(of: "order.created") { queue in
          let order = try await chain.placeOrder(customer)
          let message = try await eventuallyValue("order.created of \(order)") {
            try await rabbitMQ.messages(in: queue, count: 50).first { $0["payload"]?.string?.contains(order) == true }
          }
          let event = try JSONValue(parsing: message["payload"]?.string ?? "")
          #expect(message["routing_key"] == "order.created")
          #expect(message.value("properties.message_id") == event["id"])
          #expect(message.value("properties.content_type") == "application/json")
          #expect(message.value("properties.delivery_mode")?.numberText == "2")
          #expect(event["aggregateId"]?.string == order)
          #expect(event["userId"]?.string == customer.id)
        }
      }
    }
  }
}
