import JSON
import TestSupport
import Testing

extension WholeChain {
  /// No N+1 calls: the number of upstream calls does not depend on the number of orders.
  @Suite struct UpstreamCalls {
    static let query = """
      query Orders($limit: Int!) {
        orders(limit: $limit) { data { id user { id email } payment { id status } } pageInfo { total } }
      }
      """

    @Test(arguments: [1, 10, 100]) func areThreeForOrdersWithUsersAndPayments(orders count: Int) async throws {
      try await Chain.with { chain in
        let customer = try await chain.newCustomer()
        for _ in 0..<count { try await chain.placeOrder(customer) }
        let requestID = "calls-\(unique())"
        let answer = try await chain.client.graphQL(
          Self.query, at: chain.gateway, token: customer.token, variables: .object(["limit": .number(count)]),
          headers: [("X-Request-ID", requestID)])
        #expect(try answer.value("errors") == nil, "\(answer)")
        let data = try answer.value("data.orders.data")?.elements ?? []
        #expect(data.count == count)
        #expect(data.allSatisfy { $0["user"]?["id"]?.string == customer.id })

        // The log is written in the background and in order: once the line of a later request is there, all earlier lines are.
        try await eventually("three logged calls") { try AccessLog.entries(requestID: requestID).count >= 3 }
        let marker = "marker-\(unique())"
        for origin in [chain.users + "/me", chain.orders + "/my-orders", chain.payments + "/my-payments"] {
          _ = try await chain.client.send(.get, origin, token: customer.token, headers: [("X-Request-ID", marker)])
        }
        try await eventually("the markers in the logs") { try AccessLog.entries(requestID: marker).count == 3 }
        let calls = try AccessLog.entries(requestID: requestID)
        #expect(calls.count == 3, "\(calls)")
        #expect(Set(calls.map(\.service)).count == 3, "\(calls)")
      }
    }
  }
}
