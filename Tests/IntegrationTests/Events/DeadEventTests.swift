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

    private static func event(_ type: String, id: String, of payment: String, _ data: String) -> String {
      """
      {"id": "\(id)", "type": "\(type)", "version": 1, "source": "payment-service", "occurredAt": "2026-11-21T04:11:05Z",
      "aggregateId": "\(payment)", "sequence": 1, "userId": null, "traceparent": null, "data": \(data)}
      """
    }

    /// A refund contradicts a pending order. The event is not lost: it can be replayed when the payment has been applied.
    @Test func aRefundBeforeItsPaymentIsDeadUntilItIsReplayedAfterIt() async throws {
      try await Chain.with { chain in
        let rabbitMQ = try RabbitMQManagement(chain.client)
        let customer = try await chain.newCustomer()
        let order = try await chain.placeOrder(customer)
        let (payment, refund, success) = (UUID().uuidString.lowercased(), UUID().uuidString.lowercased(), UUID().uuidString.lowercased())
        let status = { try await DatabaseRows.answer("SELECT status FROM orders WHERE id = '\(order)'", in: "order_service") }
        let data = #"{"orderId": "\#(order)", "fullyRefunded": true}"#
        try await put(Self.event("payment.refunded", id: refund, of: payment, data), id: refund, into: Self.queue, rabbitMQ)
        try await eventually("the refund is dead", timeout: .seconds(30)) {
          try await eventsDead("list").contains("\(refund)  payment.refunded")
        }
        #expect(try await status() == "pending")
        try await put(Self.event("payment.success", id: success, of: payment, data), id: success, into: Self.queue, rabbitMQ)
        try await eventually("the order is paid") { try await status() == "paid" }
        #expect(try await eventsDead("replay").contains("1 given back"))
        try await eventually("the order is refunded") { try await status() == "refunded" }
      }
    }

    @Test func areListedAndReplayed() async throws {
      try await Chain.with { chain in
        let rabbitMQ = try RabbitMQManagement(chain.client)
        let customer = try await chain.newCustomer()
        let order = try await chain.placeOrder(customer)
        let (payment, good, bad) = (UUID().uuidString.lowercased(), UUID().uuidString.lowercased(), UUID().uuidString.lowercased())
        // One event can never be read and is dead-lettered; the other one is put there as if it had failed during an outage.
        try await put("no event", id: bad, into: Self.queue, rabbitMQ)
        let data = #"{"orderId": "\#(order)", "paymentId": "\#(payment)", "reason": "card_declined"}"#
        try await put(Self.event("payment.failed", id: good, of: payment, data), id: good, into: Self.queue + ".dead", rabbitMQ)
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
