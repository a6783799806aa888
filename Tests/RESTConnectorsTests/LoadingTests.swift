import GraphQLExecution
import JSON
import RESTConnectors
import Testing
import Upstreams

@Suite struct LoadingTests {
  private let shop = """
    type Query { items: [Item!]! @rest(service: "s", GET: "/items") one(id: ID!): Item @rest(service: "s", GET: "/items/{$args.id}") }
    """

  @Test func cutsBatchesAtTheirMaximumAndFailsOnlyTheChunk() async throws {
    let graph = try TestGraph(
      shop + """
        type Item @key(fields: "id") { id: ID! price: Price @rest(service: "s", GET: "/prices?of={$keys.id}", batch: { by: "item", max: 2 }) }
        type Price { item: ID! n: Int! }
        """
    ) { request throws(UpstreamFailure) in
      if request.url.description.hasSuffix("/items") {
        return .json(#"[{"id":"e"},{"id":"d"},{"id":"c"},{"id":"b"},{"id":"a"},{"id":"a"}]"#)
      }
      if request.url.description.contains("c,d") { return .json("oops", status: 500) }
      if request.url.description.contains("a,b") { return .json(#"[{"item":"b","n":2},{"item":"a","n":1}]"#) }
      return .json("[]")
    }
    let text = await graph.run("{ items { price { n } } }")
    let failed = { (n: Int) in
      #"{"message":"The s service failed.","locations":[{"line":1,"column":11}],"path":["items",\#(n),"price"],"extensions":{"code":"UPSTREAM_ERROR","service":"s"}}"#
    }
    #expect(
      text
        == #"{"errors":[\#(failed(1)),\#(failed(2))],"data":{"items":[{"price":null},{"price":null},{"price":null},{"price":{"n":2}},{"price":{"n":1}},{"price":{"n":1}}]}}"#
    )
    #expect(
      Set(graph.transport.calls) == [
        "GET http://up/items", "GET http://up/prices?of=a,b", "GET http://up/prices?of=c,d", "GET http://up/prices?of=e",
      ])
  }

  @Test func groupsByKeyWhereTheTypeIsAList() async throws {
    let graph = try TestGraph(
      shop + """
        type Item @key(fields: "id") { id: ID! tags: [Tag!]! @rest(service: "s", GET: "/tags?item={$keys.id}", at: "d", batch: { by: "ref.item", as: REPEAT }) }
        type Tag { t: String! }
        """
    ) { request throws(UpstreamFailure) in
      if request.url.description.hasSuffix("/items") { return .json(#"[{"id":2},{"id":"1,x"},{"id":3}]"#) }
      return .json(
        #"{"d":[{"ref":{"item":"2"},"t":"a"},{"ref":{"item":"1,x"},"t":"b"},{"ref":{"item":2},"t":"c"},{"ref":{},"t":"d"},5,null]}"#)
    }
    #expect(
      await graph.run("{ items { id tags { t } } }")
        == #"{"data":{"items":[{"id":"2","tags":[{"t":"a"},{"t":"c"}]},{"id":"1,x","tags":[{"t":"b"}]},{"id":"3","tags":[]}]}}"#)
    #expect(graph.transport.calls.last == "GET http://up/tags?item=1%2Cx&item=2&item=3")
  }

  @Test func twoItemsWhereOneIsExpectedAreAnErrorAtThatPlace() async throws {
    let graph = try TestGraph(
      shop + """
        type Item @key(fields: "id") { id: ID! price: Price @rest(service: "s", GET: "/prices?of={$keys.id}", batch: { by: "item" }) }
        type Price { n: Int! }
        """
    ) { request throws(UpstreamFailure) in
      request.url.description.hasSuffix("/items")
        ? .json(#"[{"id":"a"},{"id":"b"}]"#) : .json(#"[{"item":"a","n":1},{"item":"b","n":2},{"item":"a","n":3}]"#)
    }
    #expect(
      await graph.run("{ items { price { n } } }")
        == #"{"errors":[{"message":"The s service returned several items where one is expected.","locations":[{"line":1,"column":11}],"path":["items",0,"price"],"extensions":{"code":"BAD_UPSTREAM_RESPONSE","service":"s"}}],"data":{"items":[{"price":null},{"price":{"n":2}}]}}"#
    )
  }

  @Test func batchesCompositeKeysAsJSON() async throws {
    let graph = try TestGraph(
      """
      type Query { seats: [Seat!]! @rest(service: "s", GET: "/seats") }
      type Seat @key(fields: "city no") { city: String! @json(path: "c") no: Int!
        guest: Guest @rest(service: "s", POST: "/guests", body: "{\\"at\\": {$keys}}", batch: { by: ["seat.city", "seat.no"], as: JSON }) }
      type Guest { name: String! }
      """
    ) { request throws(UpstreamFailure) in
      if request.method == .get { return .json(#"[{"c":"x","no":2},{"c":"x","no":1}]"#) }
      return .json(#"[{"seat":{"city":"x","no":1},"name":"one"},{"seat":{"city":"x","no":"2"},"name":"two"}]"#)
    }
    #expect(await graph.run("{ seats { guest { name } } }") == #"{"data":{"seats":[{"guest":{"name":"two"}},{"guest":{"name":"one"}}]}}"#)
    #expect(
      graph.transport.requests.last.map { String(decoding: $0.body ?? [], as: UTF8.self) }
        == #"{"at": [{"city":"x","no":1},{"city":"x","no":2}]}"#)
  }

  @Test func batchesCompositeKeysInOneParameter() async throws {
    let graph = try TestGraph(
      """
      type Query { seats: [Seat!]! @rest(service: "s", GET: "/seats") }
      type Seat @key(fields: "city no") { city: String! no: Int!
        guest: Guest @rest(service: "s", GET: "/guests?at={$keys.city}:{$keys.no}", batch: { by: ["city", "no"] }) }
      type Guest { name: String! }
      """
    ) { request throws(UpstreamFailure) in
      if request.url.description.hasSuffix("/seats") {
        return .json(#"[{"city":"y","no":2},{"city":"x:z","no":1},{"city":"a,b","no":1},{"city":"x","no":1}]"#)
      }
      return .json(#"[{"city":"x","no":1,"name":"one"}]"#)
    }
    let text = await graph.run("{ seats { guest { name } } }")
    #expect(graph.transport.calls.last == "GET http://up/guests?at=x:1,y:2")
    #expect(text.hasSuffix(#""data":{"seats":[{"guest":null},{"guest":null},{"guest":null},{"guest":{"name":"one"}}]}}"#))
    #expect(
      text.contains(
        #""The key contains \":\", which separates keys; use REPEAT or JSON.","locations":[{"line":1,"column":11}],"path":["seats",1,"guest"]"#
      ))
    #expect(
      text.contains(
        #""The key contains \",\", which separates keys; use REPEAT or JSON.","locations":[{"line":1,"column":11}],"path":["seats",2,"guest"]"#
      ))
  }

  @Test func makesOneCallAKeyWithoutBatch() async throws {
    let graph = try TestGraph(
      shop + """
        type Item @key(fields: "id") { id: ID! kind: String
          price(in: String): Price @rest(service: "s", GET: "/{$this.kind}/{$keys.id}/price?in={$args.in}") }
        type Price { n: Int! }
        """
    ) { request throws(UpstreamFailure) in
      request.url.description.hasSuffix("/items")
        ? .json(#"[{"id":"a","kind":"k"},{"id":"b","kind":"k"},{"id":"a","kind":"k"},{"id":"c"},{"id":"..","kind":"k"}]"#)
        : .json(#"{"n":1}"#)
    }
    let text = await graph.run("{ items { price(in: \"EUR €\") { n } } }")
    #expect(text.hasSuffix(#""data":{"items":[{"price":{"n":1}},{"price":{"n":1}},{"price":{"n":1}},{"price":null},{"price":null}]}}"#))
    #expect(
      Set(graph.transport.calls.dropFirst()) == [
        "GET http://up/k/a/price?in=EUR%20%E2%82%AC", "GET http://up/k/b/price?in=EUR%20%E2%82%AC",
      ])
    #expect(graph.transport.calls.count == 3)
  }

  @Test func anEntityWithoutItemKeepsItsKeyWhereNullCannotStand() async throws {
    let sdl = { (errors: String) in
      """
      type Query { items: [Item!]! @rest(service: "s", GET: "/items") }
      type Item @key(fields: "id") @rest(service: "s", GET: "/full?ids={$keys.id}", batch: { by: "id" } \(errors)) { id: ID! name: String must: Int! }
      """
    }
    let kept = #""data":{"items":[{"id":"a","name":"A"},{"id":"b","name":null}]}}"#
    for (errors, data, message) in [
      ("", kept, "The s service did not find this Item."),
      ("errors: { notFound: ERROR }", #""data":null}"#, "The s service did not find the requested resource."),
    ] {
      let graph = try TestGraph(sdl(errors)) { request throws(UpstreamFailure) in
        request.url.description.hasSuffix("/items") ? .json(#"["a","b"]"#) : .json(#"[{"id":"a","name":"A","must":1}]"#)
      }
      #expect(await graph.run("{ items { id name } }").hasSuffix(data))
      let text = await graph.run("{ items { id must } }")
      #expect(text.contains(message) && text.hasSuffix("\"data\":null}"))
      #expect(text.contains(#""path":["items",1],"extensions":{"code":"NOT_FOUND","service":"s"}"#))
      #expect(
        graph.transport.calls == ["GET http://up/items", "GET http://up/full?ids=a,b", "GET http://up/items", "GET http://up/full?ids=a,b"])
    }
  }

  @Test func perKeyErrorsLeaveTheOtherKeysStanding() async throws {
    let graph = try TestGraph(
      shop + """
        type Item @key(fields: "id") { id: ID! price: Price @rest(service: "s", GET: "/prices?of={$keys.id}", at: "ok", batch: { by: "item" },
          errors: { message: "why.text", code: "why.code", perKey: "failed", key: "of" }) }
        type Price { n: Int! }
        """
    ) { request throws(UpstreamFailure) in
      if request.url.description.hasSuffix("/items") { return .json(#"[{"id":"a"},{"id":"b"}]"#) }
      return .json(
        #"{"ok":[{"item":"a","n":1}],"failed":[{"of":"b","why":{"text":"sold out","code":"SOLD_OUT"},"secret":"s"}]}"#, status: 207)
    }
    #expect(
      await graph.run("{ items { price { n } } }")
        == #"{"errors":[{"message":"sold out","locations":[{"line":1,"column":11}],"path":["items",1,"price"],"extensions":{"code":"SOLD_OUT","service":"s"}}],"data":{"items":[{"price":{"n":1}},{"price":null}]}}"#
    )
  }

  @Test(arguments: [
    (401, "{}", "UNAUTHENTICATED"), (403, "", "FORBIDDEN"), (409, "x", "CONFLICT"), (429, "[]", "TOO_MANY_REQUESTS"),
    (500, "{}", "UPSTREAM_ERROR"),
    (503, "{}", "SERVICE_UNAVAILABLE"), (504, "{}", "TIMEOUT"), (302, "", "BAD_UPSTREAM_RESPONSE"),
    (400, #"{"e":{"c":"MY_CODE"}}"#, "MY_CODE"),
    (400, #"{"e":{"c":"not a word: http://10.0.0.1"}}"#, "INVALID_INPUT"), (400, #"{"e":{"c":{"x":1}}}"#, "INVALID_INPUT"),
    (200, "{", "BAD_UPSTREAM_RESPONSE"),
    (200, "<html>http://secret</html>", "BAD_UPSTREAM_RESPONSE"),
  ])
  func mapsStatusesToCodes(status: Int, body: String, code: String) async throws {
    let graph = try TestGraph(shop + "type Item { id: ID! }", service: "errors: { code: \"e.c\", message: \"e.m\" }") { _ in
      .json(body, status: status)
    }
    let text = await graph.run("{ one(id: 1) { id } }")
    #expect(text.hasSuffix(#""extensions":{"code":"\#(code)","service":"s"}}],"data":{"one":null}}"#), "\(text)")
    #expect(!text.contains("http"))
  }

  @Test(arguments: [
    (UpstreamFailure.unreachable, "SERVICE_UNAVAILABLE"), (.timeout, "TIMEOUT"), (.malformed, "BAD_UPSTREAM_RESPONSE"),
    (.refused, "SERVICE_UNAVAILABLE"),
  ])
  func mapsFailuresToCodes(failure: UpstreamFailure, code: String) async throws {
    let graph = try TestGraph(shop + "type Item { id: ID! }") { _ throws(UpstreamFailure) in throw failure }
    #expect(await graph.run("{ one(id: 1) { id } }").hasSuffix(#""extensions":{"code":"\#(code)","service":"s"}}],"data":{"one":null}}"#))
  }

  @Test func notFoundIsNullWhereNullMayStand() async throws {
    let sdl = """
      type Query { a: Item @rest(service: "s", GET: "/a") b: Item! @rest(service: "s", GET: "/b")
        c: Item @rest(service: "s", GET: "/c", errors: { notFound: ERROR }) e: Item @rest(service: "s", GET: "/e") } type Item { id: ID! }
      """
    let graph = try TestGraph(sdl) { request in request.url.description.hasSuffix("/e") ? .json("", status: 204) : .json("{}", status: 404)
    }
    #expect(await graph.run("{ a { id } e { id } }") == #"{"data":{"a":null,"e":null}}"#)
    #expect(await graph.run("{ b { id } }").contains("NOT_FOUND"))
    #expect(await graph.run("{ c { id } }").contains("NOT_FOUND"))
  }

  @Test func sendsOnlyTheHeadersItMay() async throws {
    let graph = try TestGraph(
      shop + "type Item { id: ID! }",
      service:
        #"forward: ["Authorization", "x-tenant"], set: [{ name: "X-Client", value: "u-{$env.URL}" }]"#
    ) { _ in UpstreamResponse(status: 200, headers: ["set-cookie": "secret"], body: Array(#"{"id":1}"#.utf8)) }
    let context = ExecutionContext(
      headers: ["authorization": "t", "Cookie": "c", "X-Tenant": "n", "Idempotency-Key": "k"], requestID: "r",
      traceparent: "tp")
    #expect(await graph.run("{ one(id: 1) { id } }", context: context) == #"{"data":{"one":{"id":"1"}}}"#)
    #expect(
      graph.transport.requests.first?.headers.lines
        == [
          "accept: application/json", "user-agent: trellis/1.0.0", "x-request-id: r", "traceparent: tp", "authorization: t", "x-tenant: n",
          "x-client: u-http://up",
        ])
  }

  @Test(arguments: ["1\r\nx-admin: yes", "a\nb", "a\u{0}b", "\u{7F}"])
  func sendsNoHeaderValueThatWouldEndTheHeader(value: String) async throws {
    let text =
      "extend schema @service(name: \"s\", url: \"http://up\", set: [{ name: \"x\", value: \"{$env.X}\" }]) type Query { a: Int @rest(service: \"s\", GET: \"/a\") }"
    let graph = try TestGraph([("s.graphql", text)], environment: ["X": value], transport: MockTransport { _ in .json("1") })
    #expect(await graph.run("{ a }").contains("INVALID_INPUT"))
    #expect(graph.transport.calls.isEmpty)
  }

  @Test func theClientsAddressGoesWithMutationsWhereTheServiceAsksForIt() async throws {
    let sdl = """
      type Query { a: Item @rest(service: "s", GET: "/a") b: Item @rest(service: "s", POST: "/b") } type Item { id: ID! }
      type Mutation { c: Item @rest(service: "s", POST: "/c") d: Item @rest(service: "s", DELETE: "/d") }
      """
    func sent(_ service: String, _ query: String, _ context: ExecutionContext) async throws -> [String?] {
      let graph = try TestGraph(sdl, service: service) { _ in .json(#"{"id":1}"#) }
      _ = await graph.run(query, context: context)
      return graph.transport.requests.map { $0.headers["x-forwarded-for"] }
    }
    let direct = ExecutionContext(remoteAddress: "203.0.113.7")
    let proxied = ExecutionContext(headers: ["X-Forwarded-For": "203.0.113.7, 10.0.0.1"], remoteAddress: "10.0.0.2")
    let (asked, mutation) = ("clientAddress: true", "mutation { c { id } d { id } }")
    #expect(try await sent(asked, mutation, direct) == ["203.0.113.7", "203.0.113.7"])
    #expect(try await sent(asked, mutation, proxied) == Array(repeating: "203.0.113.7, 10.0.0.1, 10.0.0.2", count: 2))
    #expect(try await sent(asked, "{ a { id } b { id } }", direct) == [nil, nil])
    for service in ["", "clientAddress: false"] { #expect(try await sent(service, mutation, proxied) == [nil, nil]) }
  }

  @Test func mapsEnumsAndInputFieldsBothWays() async throws {
    let graph = try TestGraph(
      """
      enum Size { BIG @json(value: "b-i-g") SMALL } input I { size: Size! deep: String @json(path: "a.b") size2: [Size!] @json(path: "a.s") }
      type Query { f(size: Size = BIG, i: I): R! @rest(service: "s", POST: "/f?s={$args.size}", body: "{$args.i}") } type R { size: Size! nested: String @json(path: "x.0.y") }
      """
    ) { _ in .json(#"{"size":"b-i-g","x":[{"y":"deep"}]}"#) }
    let expected = #"{"data":{"f":{"size":"BIG","nested":"deep"}}}"#
    #expect(await graph.run("{ f(i: {size: SMALL, deep: \"d\", size2: BIG}) { size nested } }") == expected)
    #expect(
      await graph.run(
        "query($s: Size, $i: I) { f(size: $s, i: $i) { size nested } }", variables: ["s": "BIG", "i": ["size": "BIG", "size2": ["BIG"]]])
        == expected)
    #expect(graph.transport.calls == ["POST http://up/f?s=b-i-g", "POST http://up/f?s=b-i-g"])
    #expect(
      graph.transport.requests.map { String(decoding: $0.body ?? [], as: UTF8.self) } == [
        #"{"size":"SMALL","a":{"b":"d","s":["b-i-g"]}}"#, #"{"size":"b-i-g","a":{"s":["b-i-g"]}}"#,
      ])
  }
}
