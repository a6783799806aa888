import JSON
import TestSupport
import Testing

extension WholeChain {
  /// An amount stays an exact decimal from JSON or a GraphQL literal to NUMERIC and back, in every notation.
  @Suite(.timeLimit(.minutes(1))) struct ExactDecimals {
    private static let taken = [
      ("1e2", "100.00"), ("1E+2", "100.00"), ("1e-1", "0.10"), ("-0", "0.00"), ("-0.0", "0.00"), ("1.10", "1.10"), ("0.1e1", "1.00"),
      ("0.07", "0.07"), ("9999999999.99", "9999999999.99"), ("999999999999e-2", "9999999999.99"), ("0.30000000000000000000", "0.30"),
    ]
    private static let refused = ["1e400", "1e10", "0.001", "1e-3", "9999999999.994", "-0.01", "0.29999999999999999999"]

    private static func input(_ unitPrice: String) -> String {
      #"{shippingAddress: "1 Exact Road", items: [{productId: "p", productName: "n", quantity: 1, unitPrice: \#(unitPrice)}]}"#
    }

    private static func json(_ unitPrice: String) -> String {
      #"{"shippingAddress": "1 Exact Road", "items": [{"productId": "p", "productName": "n", "quantity": 1, "unitPrice": \#(unitPrice)}]}"#
    }

    /// The answers to one amount: as REST body, as GraphQL literal, as GraphQL variable.
    private func answers(_ amount: String, _ chain: Chain, _ customer: Chain.Customer) async throws -> (
      rest: StackAnswer, graphQL: [StackAnswer]
    ) {
      let fields = "{ id totalAmount items { unitPrice subtotal } }"
      let rest = try await chain.client.send(.post, chain.orders, token: customer.token, body: Self.json(amount))
      let literal = try await chain.client.graphQL(
        "mutation { createOrder(input: \(Self.input(amount))) \(fields) }", at: chain.gateway, token: customer.token)
      let variable = try await chain.client.graphQL(
        "mutation($input: CreateOrderInput!) { createOrder(input: $input) \(fields) }", at: chain.gateway, token: customer.token,
        variables: .object(["input": try JSONValue(parsing: Self.json(amount))]))
      return (rest, [literal, variable])
    }

    @Test func keepTheirValueInEveryNotation() async throws {
      try await Chain.with { chain in
        let customer = try await chain.newCustomer()
        for (amount, expected) in Self.taken {
          let (rest, graphQL) = try await answers(amount, chain, customer)
          let items = [(rest, "data")] + graphQL.map { ($0, "data.createOrder") }
          for (answer, path) in items {
            let found = try ["totalAmount", "items.0.unitPrice", "items.0.subtotal"].map { try answer.value("\(path).\($0)")?.numberText }
            #expect(found == [expected, expected, expected], "\(amount): \(answer)")
          }
          let stored = "SELECT total_amount FROM orders WHERE id = '\(try rest.string("data.id"))'"
          #expect(try await DatabaseRows.answer(stored, in: "order_service") == expected)
        }
      }
    }

    @Test func mayBeStringsInGraphQL() async throws {
      try await Chain.with { chain in
        let customer = try await chain.newCustomer()
        for (amount, expected) in Self.taken {
          for answer in try await answers("\"\(amount)\"", chain, customer).graphQL {
            #expect(try answer.value("data.createOrder.items.0.unitPrice")?.numberText == expected, "\(amount): \(answer)")
          }
        }
        for amount in Self.refused + ["9,99", "", "NaN"] {
          for answer in try await answers("\"\(amount)\"", chain, customer).graphQL {
            #expect(try answer.value("errors.0.extensions.code")?.string == "INVALID_INPUT", "\(amount): \(answer)")
          }
        }
      }
    }

    @Test func areRejectedIfInvalid() async throws {
      try await Chain.with { chain in
        let customer = try await chain.newCustomer()
        let rule = "must be a number between 0.00 and 9999999999.99 with at most two decimals"
        for amount in Self.refused {
          let (rest, graphQL) = try await answers(amount, chain, customer)
          #expect(rest.status == 400, "\(amount): \(rest)")
          #expect(try rest.value("error.details.0.message")?.string == rule)
          for answer in graphQL {
            #expect(try answer.value("errors.0.extensions.code")?.string == "INVALID_INPUT", "\(amount): \(answer)")
            #expect(try answer.value("errors.0.extensions.details.0.message")?.string == rule, "\(amount): \(answer)")
            #expect(try answer.value("data.createOrder") == .null, "\(amount): \(answer)")
          }
        }
        #expect(try await chain.orderCount(customer) == 0)
      }
    }
  }
}
