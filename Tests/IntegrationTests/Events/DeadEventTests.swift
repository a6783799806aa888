import Foundation
import JSON
import TestSupport
import Testing

extension WholeChain {
  /// `make events-dead`: handling of events that a consumer could not apply.
  @Suite(.timeLimit(.minutes(1))) struct DeadEvents {
    private static let queue = "order.payments"

    private func eventsDead(_ verb: String) async throws -> String {
      try await Command.output(
        Repository.url("deploy/local/events-dead").path, ["--dir", TestStack.directory ?? "", verb, Self.queue])
    }

    /// Puts a message straight into a queue.
    private func put(_ payload: String, id: String, into queue: String, _ rabbitMQ: RabbitMQManagement) async throws {
      let message: JSONValue = [
        "routing_key": .string(queue), "payload": .string(payload), "payload_encoding": "string",
        "properties": ["delivery_mode": 2, "message_id": .string(id)],
      ]
      let answer = try await rabbitMQ.send(.post, "/exchanges/%2f/amq.default/publish", body: message.text).expecting(200)
      #expect(try answer.value("routed") == .bool(true))
    }

    @Test func areListedAndReplayed() async throws {
      try await Chain.with { chain in
        let rabbitMQ = try RabbitMQManagement(chain.client)
        let customer = try await chain.newCustomer()
        let order = try await chain.placeOrder(customer)
        let (payment, good, bad) = (UUID().uuidString.lowercased(), UUID().uuidString.lowercased(), UUID().uuidString.lowercased())
        // One event can never be read and is dead-lettered; the other one is put there as if it had failed during an outage.
        try await put("no event", id: bad, into: Self.queue, rabbitMQ)
        try await put(
          """
          {"id": "\(good)", "type": "payment.failed", "version": 1, "source": "payment-service", "occurredAt": "2026-11-21T04:11:05Z",
          "aggregateId": "\(payment)", "sequence": 1, "userId": "\(customer.id)", "traceparent": null,
          "data": {"orderId": "\(order)", "paymentId": "\(payment)", "reason": "card_declined"}}
          """, id: good, into: Self.queue + ".dead", rabbitMQ)
        try await eventually("both are listed", timeout: .seconds(30)) {
          let list = try await eventsDead("list")
          return list.contains("2 dead") && list.contains("\(good)  payment.failed") && list.contains("no event  ?")
        }
        let replayed = try await eventsDead("replay")
        #expect(replayed.contains("2 given back"), "\(replayed)")
        try await eventually("the good one takes effect") {
          try await DatabaseRows.answer("SELECT reason FROM failed_payments WHERE payment_id = '\(payment)'", in: "order_service")
            == "card_declined"
        }
        try await eventually("the other one is dead again", timeout: .seconds(30)) {
          let list = try await eventsDead("list")
          return list.contains("1 dead") && !list.contains(good)
        }
        _ = try await rabbitMQ.send(.delete, "/queues/%2f/\(Self.queue).dead/contents")
      }
    }
  }
}
