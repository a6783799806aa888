import TestSupport
import Testing

extension WholeChain {
  /// Callers at the gateway: a token that is revoked, and an API key from its creation to its revocation.
  @Suite struct GatewayCallers {
    private static let me = "{ me { id } }"

    @Test func aTokenIsRefusedAfterTheLogout() async throws {
      try await Chain.with { chain in
        let customer = try await chain.newCustomer()
        try await chain.client.graphQL(Self.me, at: chain.gateway, token: customer.token).expecting(200)
        let body = #"{"refreshToken": "none"}"#
        try await chain.client.send(.post, chain.users + "/logout", token: customer.token, body: body).expecting(200)
        try await chain.client.graphQL(Self.me, at: chain.gateway, token: customer.token).expecting(401)
        try await chain.client.graphQL("{ __typename }", at: chain.gateway, token: customer.token).expecting(401)
      }
    }

    @Test func anAPIKeyWorksWithinItsScopesUntilItIsRevoked() async throws {
      try await Chain.with { chain in
        let customer = try await chain.newCustomer()
        let keys = (TestStack.userURL ?? "") + "/api/v1/api-keys"
        let body = #"{"name": "test", "scopes": ["user.profile.read", "order.order.read"]}"#
        let created = try await chain.client.send(.post, keys, token: customer.token, body: body).expecting(201)
        let headers = [("X-API-Key", try created.string("data.key"))]
        for _ in 0..<3 {
          let answer = try await chain.client.graphQL(Self.me, at: chain.gateway, headers: headers).expecting(200)
          #expect(try answer.string("data.me.id") == customer.id)
        }
        // The scopes have no creation of orders.
        let order =
          "mutation { createOrder(input: {shippingAddress: \"1\", items: [{productId: \"p\", productName: \"P\", quantity: 1, unitPrice: 1}]}) { id } }"
        let refused = try await chain.client.graphQL(order, at: chain.gateway, headers: headers).expecting(200)
        #expect(refused.text.contains("FORBIDDEN"), "\(refused)")
        #expect(try await chain.orderCount(customer) == 0)
        let id = try created.string("data.id")
        try await chain.client.send(.delete, keys + "/" + id, token: customer.token).expecting(200)
        try await chain.client.graphQL(Self.me, at: chain.gateway, headers: headers).expecting(401)
      }
    }
  }
}
