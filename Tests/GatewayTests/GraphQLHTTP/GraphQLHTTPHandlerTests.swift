import GraphQL
import HTTPCore
import Testing

@testable import Gateway

@Suite struct GraphQLHTTPHandlerTests {
  private let engine: GraphQLEngine
  private let handler: GraphQLHTTPHandler

  init() throws {
    engine = try GraphQLEngine(
      schema: "type Query { a(x: Int): String } type Mutation { m: Int }",
      resolvers: ["Query.a": .field { $0.arguments["x"] ?? "none" }, "Mutation.m": .field { _ in 1 }])
    handler = GraphQLHTTPHandler(executor: QueryExecutor(engine: engine))
  }

  private func post(_ body: String, accept: String? = nil) -> HTTPRequest {
    var request = HTTPRequest(method: .post, target: "/graphql", headers: ["content-type": "application/json"], body: Array(body.utf8))
    request.headers["accept"] = accept
    return request
  }

  private func text(_ response: HTTPResponse) -> String { String(decoding: response.body, as: UTF8.self) }

  @Test func passesTheParametersOn() async {
    let query = "query A($x: Int) { a(x: $x) } query B { b: a }"
    let body = #"{"query": "\#(query)", "operationName": "A", "variables": {"x": 1}, "extensions": {}}"#
    let response = await handler.respond(to: post(body))
    #expect(response.status == .ok)
    #expect(text(response) == #"{"data":{"a":"1"}}"#)
  }

  @Test(
    arguments: [
      (#"{"query": "{ a }", "variables": null, "operationName": null, "extensions": null}"#, 200, nil),
      (#"{"query": "{ a }", "operationName": ""}"#, 200, nil),
      ("", 400, "INVALID_JSON"), ("{", 400, "INVALID_JSON"), ("7", 400, "INVALID_PARAMETER"), ("null", 400, "INVALID_PARAMETER"),
      ("[]", 400, "BATCHING_NOT_SUPPORTED"), ("{}", 400, "MISSING_QUERY"), (#"{"query": ""}"#, 400, "MISSING_QUERY"),
      (#"{"query": null}"#, 400, "MISSING_QUERY"), (#"{"query": {}}"#, 400, "INVALID_PARAMETER"),
      (#"{"query": "{ a }", "variables": "x"}"#, 400, "INVALID_PARAMETER"),
      (#"{"query": "{ a }", "extensions": []}"#, 400, "INVALID_PARAMETER"),
      (#"{"query": "{ a }", "operationName": false}"#, 400, "INVALID_PARAMETER"),
    ] as [(String, Int, String?)])
  func readsBodies(body: String, status: Int, code: String?) async {
    let response = await handler.respond(to: post(body))
    #expect(response.status.code == status)
    if let code {
      #expect(text(response).contains("\"code\":\"\(code)\""))
      #expect(response.headers["cache-control"] == "no-store")
      #expect(await handler.respond(to: post(body, accept: "application/json")).status.code == 400)
      #expect(await handler.respond(to: post(body, accept: "application/graphql-response+json")).status.code == 400)
    }
  }

  @Test func refusesInvalidUTF8() async {
    var request = post("")
    request.body = Array(#"{"query": ""#.utf8) + [0xC3, 0x28] + Array(#""}"#.utf8)
    let response = await handler.respond(to: request)
    #expect(response.status == .badRequest)
    #expect(text(response).contains("INVALID_UTF8"))
  }

  @Test func reportsWhereJSONIsInvalid() async {
    let response = await handler.respond(to: post("{\n  \"query\": x}"))
    #expect(text(response).contains("(line 2, column 12)"))
  }

  @Test(arguments: [
    ("/graphql", 400), ("/graphql?query=", 400), ("/graphql?query=%7Ba%7D", 200), ("/graphql?query=%7Ba%7D&variables=%5B%5D", 400),
    ("/graphql?query=%7Ba%7D&variables=%7B%7D", 200), ("/graphql?query=%7Ba%7D&variables=x", 400), ("/graphql?query=%zz", 400),
    ("/graphql?query=a&query=b", 400), ("/graphql?query=%7Ba%7D&variables=&operationName=", 200),
  ])
  func readsTargets(target: String, status: Int) async {
    #expect(await handler.respond(to: HTTPRequest(target: target)).status.code == status)
  }

  @Test(
    arguments: [
      ("{ a }", 60, true, "public, max-age=60"), ("{ a }", 60, false, "private, max-age=60"), ("{ a(x: [) }", 60, true, "no-store"),
      ("{ a }", nil, false, "no-store"), ("{ a }", 0, true, "no-store"), ("mutation { m }", 60, true, "no-store"),
    ] as [(String, Int?, Bool, String)])
  func allowsCachingOfCacheableResponsesOnly(query: String, maxAge: Int?, isShared: Bool, expected: String) async {
    var response = await engine.execute(query)
    response.cachePolicy = maxAge.map { .init(maxAge: .seconds($0), isShared: isShared) }
    #expect(GraphQLHTTPHandler.cacheControl(of: response) == expected)
    response.headers["set-cookie"] = "a=1"
    #expect(GraphQLHTTPHandler.cacheControl(of: response) == "no-store")
  }

  @Test func variesByAcceptAndTheForwardedHeaders() async {
    let response = await handler.respond(to: post(#"{"query": "{ a }"}"#))
    #expect(response.headers["cache-control"] == "no-store")
    #expect(response.headers["vary"] == "accept, authorization")
  }

  @Test(arguments: ["application/json", "application/graphql-response+json"])
  func refusesMutationsByGET(accept: String) async {
    let request = HTTPRequest(target: "/graphql?query=mutation%7Bm%7D", headers: ["accept": accept])
    let response = await handler.respond(to: request)
    #expect(response.status == .methodNotAllowed)
    #expect(response.headers["allow"] == "POST")
    #expect(text(response).contains("METHOD_NOT_ALLOWED"))
    #expect(text(await handler.respond(to: post(#"{"query": "mutation { m }"}"#))) == #"{"data":{"m":1}}"#)
  }
}
