import GraphQLExecution
import JSON
import RESTConnectors
import Testing
import Upstreams

/// The example operations of the project, word for word, over mocks of the three services.
@Suite struct ExampleOperationsTests {
  private func graph(_ answer: @escaping @Sendable (UpstreamRequest) throws(UpstreamFailure) -> UpstreamResponse) throws -> TestGraph {
    try TestGraph(try ProjectSchema.files(), environment: ProjectSchema.environment, transport: MockTransport(answer))
  }

  @Test func registers() async throws {
    let graph = try graph { _ in
      .json(
        #"{"success":true,"message":"ok","data":{"token":"t","refreshToken":"r","expiresIn":900,"user":{"id":"u1","email":"user@example.com","firstName":"John","lastName":"Doe","fullName":"John Doe","createdAt":"2026-01-01T00:00:00.000000Z"}}}"#,
        status: 201)
    }
    let query =
      #"mutation { register(input: {email: "user@example.com" password: "password123" firstName: "John" lastName: "Doe"}) { token user { id email fullName } } }"#
    let context = ExecutionContext(
      headers: ["Idempotency-Key": "k1", "Authorization": "Bearer x", "Cookie": "c"], requestID: "r1", traceparent: "00-a-b-01")
    #expect(
      await graph.run(query, context: context)
        == #"{"data":{"register":{"token":"t","user":{"id":"u1","email":"user@example.com","fullName":"John Doe"}}}}"#)
    #expect(graph.transport.calls == ["POST http://users/api/v1/users/register"])
    let request = try #require(graph.transport.requests.first)
    #expect(
      String(decoding: request.body ?? [], as: UTF8.self)
        == #"{"email":"user@example.com","password":"password123","firstName":"John","lastName":"Doe"}"#)
    #expect(
      request.headers.lines == [
        "accept: application/json", "content-type: application/json", "user-agent: trellis/1.0.0", "x-request-id: r1",
        "traceparent: 00-a-b-01", "idempotency-key: 59993089-e1dd-81c1-8b8e-7d6f10971b39", "authorization: Bearer x",
      ])
    #expect(request.timeout > .seconds(4) && request.timeout <= .seconds(5))
  }

  @Test func logsIn() async throws {
    let graph = try graph { _ in .json(#"{"data":{"token":"t","user":{"id":"u1","email":"user@example.com"}}}"#) }
    #expect(
      await graph.run(#"mutation { login(input: {email: "user@example.com" password: "password123"}) { token user { id email } } }"#)
        == #"{"data":{"login":{"token":"t","user":{"id":"u1","email":"user@example.com"}}}}"#)
    #expect(graph.transport.calls == ["POST http://users/api/v1/users/login"])
  }

  @Test func createsAnOrder() async throws {
    let graph = try graph { _ in
      .json(
        #"{"data":{"id":"o1","status":"pending","totalAmount":999.99,"items":[{"productName":"Laptop","quantity":1,"unitPrice":999.90}]}}"#,
        status: 201)
    }
    let query = """
      mutation { createOrder(input: {shippingAddress: "123 Main St, City, Country" notes: "Please handle with care"
        items: [{productId: "prod-1" productName: "Laptop" quantity: 1 unitPrice: 999.99}]}) { id status totalAmount items { productName quantity unitPrice } } }
      """
    #expect(
      await graph.run(query)
        == #"{"data":{"createOrder":{"id":"o1","status":"PENDING","totalAmount":999.99,"items":[{"productName":"Laptop","quantity":1,"unitPrice":999.90}]}}}"#
    )
    #expect(graph.transport.calls == ["POST http://orders/api/v1/orders"])
    #expect(
      String(decoding: graph.transport.requests.first?.body ?? [], as: UTF8.self)
        == #"{"shippingAddress":"123 Main St, City, Country","notes":"Please handle with care","items":[{"productId":"prod-1","productName":"Laptop","quantity":1,"unitPrice":999.99}]}"#
    )
  }

  @Test(arguments: [1, 10, 100])
  func listsOrdersWithThreeCallsInTwoWaves(count: Int) async throws {
    let graph = try graph { request throws(UpstreamFailure) in
      if request.url.description.hasPrefix("http://orders") {
        let orders = (0..<count).map { #"{"id":"o\#($0)","status":"paid","totalAmount":\#($0).50,"userId":"u\#($0 % 3)","items":[]}"# }
        return .json(#"{"data":[\#(orders.joined(separator: ","))],"meta":{"total":\#(count),"limit":10,"offset":0,"hasMore":false}}"#)
      }
      if request.url.description.hasPrefix("http://users") {
        // Another order than asked for, and an item that nobody asked for.
        let users = (0..<3).reversed().map { #"{"id":"u\#($0)","email":"u\#($0)@x","fullName":"U \#($0)"}"# } + [#"{"id":"zz"}"#]
        return .json(#"{"data":[\#(users.joined(separator: ","))]}"#)
      }
      let payments = (0..<count).filter { $0 % 2 == 0 }.map {
        #"{"id":"p\#($0)","status":"success","amount":\#($0).50,"orderId":"o\#($0)"}"#
      }
      return .json(#"{"data":[\#(payments.joined(separator: ","))]}"#)
    }
    let body = await graph.run(
      "query { orders(limit: 10) { data { id status totalAmount user { id email fullName } payment { id status amount } } pageInfo { total hasMore } } }"
    )
    let orders = (0..<count).map { n in
      let payment = n % 2 == 0 ? #"{"id":"p\#(n)","status":"SUCCESS","amount":\#(n).50}"# : "null"
      let user = #"{"id":"u\#(n % 3)","email":"u\#(n % 3)@x","fullName":"U \#(n % 3)"}"#
      return #"{"id":"o\#(n)","status":"PAID","totalAmount":\#(n).50,"user":\#(user),"payment":\#(payment)}"#
    }
    #expect(body == #"{"data":{"orders":{"data":[\#(orders.joined(separator: ","))],"pageInfo":{"total":\#(count),"hasMore":false}}}}"#)
    let users = (0..<min(count, 3)).map { "u\($0)" }.joined(separator: ",")
    let ids = (0..<count).map { "o\($0)" }.sorted().joined(separator: ",")
    #expect(graph.transport.calls.count == 3)
    #expect(graph.transport.calls.first == "GET http://orders/api/v1/orders?sort=-createdAt&limit=10&offset=0")
    #expect(
      Set(graph.transport.calls.dropFirst()) == [
        "GET http://users/api/v1/users?ids=\(users)", "GET http://payments/api/v1/payments?orderIds=\(ids)",
      ])
  }

  @Test func showsTheCallerWithTheirOrders() async throws {
    let graph = try graph { request throws(UpstreamFailure) in
      if request.url.description.hasPrefix("http://users") {
        return .json(#"{"data":{"id":"u1","email":"a@x","firstName":"A","lastName":"B"}}"#)
      }
      return .json(
        #"{"data":[{"id":"o1","userId":"u1","status":"pending","totalAmount":1.00,"items":[{"productName":"P","quantity":2}]},{"id":"o2","userId":"u1","status":"shipped","totalAmount":2.00,"items":[]}]}"#
      )
    }
    #expect(
      await graph.run("query { me { id email firstName lastName orders { id status totalAmount items { productName quantity } } } }")
        == #"{"data":{"me":{"id":"u1","email":"a@x","firstName":"A","lastName":"B","orders":[{"id":"o1","status":"PENDING","totalAmount":1.00,"items":[{"productName":"P","quantity":2}]},{"id":"o2","status":"SHIPPED","totalAmount":2.00,"items":[]}]}}}"#
    )
    #expect(graph.transport.calls == ["GET http://users/api/v1/users/me", "GET http://orders/api/v1/orders?userIds=u1&limitPerUser=20"])
  }

  @Test func aReferenceIsFree() async throws {
    let graph = try graph { _ in .json(#"{"data":[{"id":"o1","userId":"u1"},{"id":"o2","userId":"u2"}],"meta":{}}"#) }
    #expect(
      await graph.run("{ orders { data { id user { id __typename } } } }")
        == #"{"data":{"orders":{"data":[{"id":"o1","user":{"id":"u1","__typename":"User"}},{"id":"o2","user":{"id":"u2","__typename":"User"}}]}}}"#
    )
    #expect(graph.transport.calls.count == 1)
  }

  @Test func nothingLeaksOfAFailedService() async throws {
    let graph = try graph { request throws(UpstreamFailure) in
      if request.url.description.hasPrefix("http://orders") { return .json(#"{"data":[{"id":"o1","userId":"u1"}],"meta":{}}"#) }
      if request.url.description.hasPrefix("http://users") { throw .unreachable }
      return .json(#"{"success":false,"error":{"code":"FORBIDDEN","message":"Not yours"},"stack":"secret at 10.0.0.1"}"#, status: 403)
    }
    let body = await graph.run("{ orders { data { id user { id email } payment { id } } } }")
    #expect(
      body
        == #"{"errors":[{"message":"The users service is unavailable.","locations":[{"line":1,"column":32}],"path":["orders","data",0,"user","email"],"extensions":{"code":"SERVICE_UNAVAILABLE","service":"users"}},{"message":"Not yours","locations":[{"line":1,"column":40}],"path":["orders","data",0,"payment"],"extensions":{"code":"FORBIDDEN","service":"payments"}}],"data":{"orders":{"data":[{"id":"o1","user":null,"payment":null}]}}}"#
    )
  }
}
