import JSON
import TestSupport
import Testing

extension WholeChain {
  /// An order and its payment across the services and the broker.
  @Suite(.timeLimit(.minutes(1))) struct Saga {
    /// Pays for an order; returns the payment's id and final status.
    private func pay(_ chain: Chain, _ customer: Chain.Customer, _ order: String, token: String) async throws -> (
      id: String, status: String
    ) {
      let body = #"{"orderId": "\#(order)", "method": "card", "token": "\#(token)"}"#
      // 404 until the order's event has arrived.
      let created = try await eventuallyValue("the payment service knows the order") {
        let answer = try await chain.client.send(.post, chain.payments, token: customer.token, body: body)
        return answer.status == 201 ? answer : nil
      }
      let id = try created.string("data.id")
      let processed = try await chain.client.send(.post, chain.payments + "/\(id)/process", token: customer.token).expecting(200)
      return (id, try processed.string("data.status"))
    }

    private func status(_ chain: Chain, _ customer: Chain.Customer, order: String) async throws -> String {
      try await chain.client.send(.get, chain.orders + "/\(order)", token: customer.token).expecting(200).string("data.status")
    }

    private func eventually(_ status: String, _ chain: Chain, _ customer: Chain.Customer, order: String) async throws {
      try await TestSupport.eventually("the order is \(status)") { try await self.status(chain, customer, order: order) == status }
    }

    @Test func aPaidOrderBecomesPaid() async throws {
      try await Chain.with { chain in
        let customer = try await chain.newCustomer()
        let order = try await chain.placeOrder(customer)
        #expect(try await pay(chain, customer, order, token: "tok_ok").status == "success")
        try await eventually("paid", chain, customer, order: order)
      }
    }

    @Test func aDeclinedPaymentLeavesTheOrderPendingAndOnRecord() async throws {
      try await Chain.with { chain in
        let customer = try await chain.newCustomer()
        let order = try await chain.placeOrder(customer)
        let declined = try await pay(chain, customer, order, token: "tok_declined")
        #expect(declined.status == "failed")
        let attempts = "SELECT payment_id || ' ' || reason FROM failed_payments WHERE order_id = '\(order)'"
        try await TestSupport.eventually("the attempt is recorded") {
          try await DatabaseRows.answer(attempts, in: "order_service") == "\(declined.id) card_declined"
        }
        #expect(try await status(chain, customer, order: order) == "pending")
        #expect(try await pay(chain, customer, order, token: "tok_ok").status == "success")
        try await eventually("paid", chain, customer, order: order)
      }
    }

    @Test(arguments: ["shipped", "delivered"]) func aFullRefundRefundsAnOrderThatIs(last: String) async throws {
      try await Chain.with { chain in
        let customer = try await chain.newCustomer()
        let admin = try await AccessToken.living(userID: customer.id, roles: ["admin"])
        let order = try await chain.placeOrder(customer)
        let payment = try await pay(chain, customer, order, token: "tok_ok").id
        try await eventually("paid", chain, customer, order: order)
        for status in ["processing", "shipped", "delivered"] {
          let body = #"{"status": "\#(status)"}"#
          try await chain.client.send(.patch, chain.orders + "/\(order)/status", token: admin, body: body).expecting(200)
          if status == last { break }
        }
        let refund = chain.payments + "/\(payment)/refund"
        try await chain.client.send(.post, refund, token: admin, body: #"{"amount": 400}"#).expecting(200)
        try await chain.client.send(.post, refund, token: admin, body: "{}").expecting(200)
        try await eventually("refunded", chain, customer, order: order)
        let change = "SELECT data->>'from' FROM outbox WHERE aggregate_id = '\(order)' AND data->>'to' = 'refunded'"
        #expect(try await DatabaseRows.answer(change, in: "order_service") == last)
      }
    }

    @Test func cancellingAPaidOrderRefundsIt() async throws {
      try await Chain.with { chain in
        let customer = try await chain.newCustomer()
        let order = try await chain.placeOrder(customer)
        let payment = try await pay(chain, customer, order, token: "tok_ok").id
        try await eventually("paid", chain, customer, order: order)
        let cancel = #"{"status": "cancelled"}"#
        try await chain.client.send(.patch, chain.orders + "/\(order)/status", token: customer.token, body: cancel).expecting(200)
        try await eventually("refunded", chain, customer, order: order)
        let paidBack = try await chain.client.send(.get, chain.payments + "/\(payment)", token: customer.token).expecting(200)
        #expect(try paidBack.string("data.status") == "refunded")
        #expect(try paidBack.value("data.refundedAmount")?.numberText == "999.99")
      }
    }
  }
}
