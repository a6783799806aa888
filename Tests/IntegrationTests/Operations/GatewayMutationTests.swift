import JSON
import TestSupport
import Testing

extension WholeChain {
  @Suite(.timeLimit(.minutes(1))) struct GatewayMutations {
    /// One `Idempotency-Key` with two root fields makes two orders. The operation sent again gets the same two.
    @Test func twoMutationsOfOneOperationWithOneKeyHaveTwoEffects() async throws {
      try await Chain.with { chain in
        let customer = try await chain.newCustomer()
        let line = { (name: String) in
          #"{shippingAddress: "1 Key Road", items: [{productId: "p", productName: "\#(name)", quantity: 1, unitPrice: 1}]}"#
        }
        let operation = """
          mutation { a: createOrder(input: \(line("same"))) { id } b: createOrder(input: \(line("same"))) { id } \
          c: createOrder(input: \(line("other"))) { id items { productName } } }
          """
        let key = [("Idempotency-Key", unique())]
        var answers: Set<String> = []
        for _ in 0..<3 {
          let answer = try await chain.client.graphQL(operation, at: chain.gateway, token: customer.token, headers: key)
          #expect(try answer.value("errors") == nil, "\(answer)")
          #expect(try answer.value("data.c.items.0.productName")?.string == "other")
          let ids = try ["a", "b", "c"].map { try answer.string("data.\($0).id") }
          #expect(Set(ids).count == 3)
          answers.insert(ids.joined(separator: " "))
        }
        #expect(answers.count == 1)
        #expect(try await chain.orderCount(customer) == 3)
      }
    }

    /// A mutation that does not find its object is not one that succeeded without content.
    @Test func theOrderThatAMutationDoesNotFindIsAnError() async throws {
      try await Chain.with { chain in
        let customer = try await chain.newCustomer()
        let answer = try await chain.client.graphQL(
          "mutation { cancelOrder(id: \"01a22417-4190-7089-8d34-99e44ca6be3a\") { id } }", at: chain.gateway, token: customer.token)
        #expect(try answer.value("data.cancelOrder") == .null)
        #expect(try answer.value("errors.0.extensions.code")?.string == "NOT_FOUND", "\(answer)")
      }
    }

    /// The buyer of an order has deleted the account since: null, without an error.
    @Test func theBuyerWhoseAccountIsDeletedIsNull() async throws {
      try await Chain.with { chain in
        let customer = try await chain.newCustomer()
        let order = try await chain.placeOrder(customer)
        _ = try await chain.client.send(.delete, "\(chain.users)/\(customer.id)", token: customer.token).expecting(200)
        let admin = try await AccessToken.living(userID: customer.id.replacing("0", with: "1"), roles: ["admin"])
        let answer = try await chain.client.graphQL(
          "{ order(id: \"\(order)\") { id userId user { id email } } }", at: chain.gateway, token: admin)
        #expect(try answer.value("errors") == nil, "\(answer)")
        #expect(try answer.value("data.order.id")?.string == order)
        #expect(try answer.value("data.order.userId")?.string == customer.id)
        #expect(try answer.value("data.order.user") == .null)
      }
    }
  }
}
