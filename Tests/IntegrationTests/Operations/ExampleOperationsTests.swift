import JSON
import TestSupport
import Testing

extension WholeChain {
  /// The five documented operations through nginx and through the gateway, and the equivalent REST requests.
  @Suite struct ExampleOperations {
    static let register =
      #"mutation { register(input: {email: "user@example.com" password: "password123" firstName: "John" lastName: "Doe"}) { token user { id email fullName } } }"#
    static let login = #"mutation { login(input: {email: "user@example.com" password: "password123"}) { token user { id email } } }"#
    static let createOrder = #"""
      mutation { createOrder(input: {shippingAddress: "123 Main St, City, Country" notes: "Please handle with care"
        items: [{productId: "prod-1" productName: "Laptop" quantity: 1 unitPrice: 999.99}]}) { id status totalAmount items { productName quantity unitPrice } } }
      """#
    static let orders = #"""
      query { orders(limit: 10) { data { id status totalAmount user { id email fullName } payment { id status amount } } pageInfo { total hasMore } } }
      """#
    static let me = #"query { me { id email firstName lastName orders { id status totalAmount items { productName quantity } } } }"#

    @Test(arguments: ["nginx", "gateway"]) func runWordForWord(through door: String) async throws {
      try await Chain.with { chain in
        let origin = door == "nginx" ? chain.nginx : chain.gateway
        let registered = try await chain.client.graphQL(Self.register, at: origin)
        // The second run finds the account that the first one created.
        if try registered.value("errors") == nil {
          #expect(try registered.string("data.register.user.email") == "user@example.com")
          #expect(try registered.string("data.register.user.fullName") == "John Doe")
          #expect(try !registered.string("data.register.token").isEmpty)
        } else {
          #expect(try registered.string("errors.0.extensions.code") == "CONFLICT", "\(registered)")
        }

        let loggedIn = try await chain.client.graphQL(Self.login, at: origin)
        let token = try loggedIn.string("data.login.token")
        let userID = try loggedIn.string("data.login.user.id")
        #expect(try loggedIn.string("data.login.user.email") == "user@example.com")

        let created = try await chain.client.graphQL(Self.createOrder, at: origin, token: token)
        let orderID = try created.string("data.createOrder.id")
        #expect(try created.value("data.createOrder.status") == "PENDING", "\(created)")
        #expect(try created.value("data.createOrder.totalAmount")?.numberText == "999.99")
        #expect(try created.value("data.createOrder.items.0.unitPrice")?.numberText == "999.99")

        let listed = try await chain.client.graphQL(Self.orders, at: origin, token: token)
        #expect(try listed.value("errors") == nil, "\(listed)")
        #expect(try listed.string("data.orders.data.0.id") == orderID)
        #expect(try listed.string("data.orders.data.0.user.id") == userID)
        #expect(try listed.string("data.orders.data.0.user.fullName") == "John Doe")
        #expect(try listed.value("data.orders.data.0.payment") == .null)

        let me = try await chain.client.graphQL(Self.me, at: origin, token: token)
        #expect(try me.value("errors") == nil, "\(me)")
        #expect(try me.string("data.me.firstName") == "John")
        #expect(try me.string("data.me.orders.0.id") == orderID)
        #expect(try me.string("data.me.orders.0.items.0.productName") == "Laptop")

        try await compare(listed: listed, me: me, token: token, chain: chain)
      }
    }

    /// REST and GraphQL return the same values, except for the spelling of enum values.
    private func compare(listed: StackAnswer, me: StackAnswer, token: String, chain: Chain) async throws {
      let restOrders = try await chain.client.send(.get, chain.orders + "?limit=10", token: token).expecting(200)
      let restMe = try await chain.client.send(.get, chain.users + "/me", token: token).expecting(200)
      #expect(try listed.value("data.orders.pageInfo.total") == restOrders.value("meta.total"))
      #expect(try listed.value("data.orders.pageInfo.hasMore") == restOrders.value("meta.hasMore"))
      let graph = try listed.value("data.orders.data")?.elements ?? []
      let rest = try restOrders.value("data")?.elements ?? []
      #expect(graph.map { $0["id"] } == rest.map { $0["id"] })
      #expect(graph.map { $0["totalAmount"] } == rest.map { $0["totalAmount"] })
      #expect(graph.map { $0["status"]?.string?.lowercased() } == rest.map { $0["status"]?.string })
      for field in ["id", "email", "firstName", "lastName"] {
        #expect(try me.value("data.me.\(field)") == restMe.value("data.\(field)"), "field \(field)")
      }
    }

    @Test func answersTheSameOperationsOverREST() async throws {
      try await Chain.with { chain in
        let email = "\(unique())@example.com"
        let account = #"{"email": "\#(email)", "password": "password123", "firstName": "John", "lastName": "Doe"}"#
        let registered = try await chain.client.send(.post, chain.users + "/register", body: account).expecting(201)
        #expect(try registered.string("data.user.fullName") == "John Doe")
        let credentials = #"{"email": "\#(email)", "password": "password123"}"#
        let loggedIn = try await chain.client.send(.post, chain.users + "/login", body: credentials).expecting(200)
        let token = try loggedIn.string("data.token")
        let created = try await chain.client.send(.post, chain.orders, token: token, body: Chain.laptopOrder).expecting(201)
        #expect(try created.string("data.status") == "pending")
        #expect(try created.value("data.totalAmount")?.numberText == "999.99")
        let listed = try await chain.client.send(.get, chain.orders + "?limit=10", token: token).expecting(200)
        #expect(try listed.value("data.0.id") == created.value("data.id"))
        let me = try await chain.client.send(.get, chain.users + "/me", token: token).expecting(200)
        #expect(try me.string("data.email") == email)
      }
    }
  }
}
