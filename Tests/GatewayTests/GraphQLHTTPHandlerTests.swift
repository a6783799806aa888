import GraphQLExecution
import HTTPCore
import JSON
import Synchronization
import Testing

@testable import Gateway

/// A responder that answers as it is told and remembers what it was asked.
private final class StubResponder: GraphQLResponder {
  let answer: GraphQLAnswer
  let asked = Mutex<[GraphQLHTTPRequest]>([])

  init(_ outcome: GraphQLAnswer.Outcome, maxAge: Int? = nil, isShared: Bool = false) {
    answer = GraphQLAnswer(outcome: outcome, body: Array("{}".utf8), maxAge: maxAge, isShared: isShared)
  }

  func respond(to request: GraphQLHTTPRequest, context: ExecutionContext, refusingMutations: Bool) async -> GraphQLAnswer {
    asked.withLock { $0.append(request) }
    return answer
  }
}

@Suite struct GraphQLHTTPHandlerTests {
  private func post(_ body: String, accept: String? = nil) -> HTTPRequest {
    var request = HTTPRequest(method: .post, target: "/graphql", headers: ["content-type": "application/json"], body: Array(body.utf8))
    request.headers["accept"] = accept
    return request
  }

  @Test func passesTheParametersOn() async throws {
    let stub = StubResponder(.executed(hasErrors: false))
    let body = #"{"query": "{ a }", "operationName": "A", "variables": {"x": 1}, "extensions": {}}"#
    let response = await GraphQLHTTPHandler(responder: stub).respond(to: post(body))
    #expect(response.status == .ok)
    let asked = try #require(stub.asked.withLock { $0.first })
    #expect(asked.query == "{ a }")
    #expect(asked.operationName == "A")
    #expect(asked.variables?["x"]?.int == 1)
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
    let handler = GraphQLHTTPHandler(responder: StubResponder(.executed(hasErrors: false)))
    let response = await handler.respond(to: post(body))
    #expect(response.status.code == status)
    if let code {
      #expect(String(decoding: response.body, as: UTF8.self).contains("\"code\":\"\(code)\""))
      #expect(response.headers["cache-control"] == "no-store")
      #expect(await handler.respond(to: post(body, accept: "application/json")).status.code == 200)
      #expect(await handler.respond(to: post(body, accept: "application/graphql-response+json")).status.code == 400)
    }
  }

  @Test func refusesInvalidUTF8() async {
    var request = post("")
    request.body = Array(#"{"query": ""#.utf8) + [0xC3, 0x28] + Array(#""}"#.utf8)
    let response = await GraphQLHTTPHandler(responder: StubResponder(.refused)).respond(to: request)
    #expect(response.status == .badRequest)
    #expect(String(decoding: response.body, as: UTF8.self).contains("INVALID_UTF8"))
  }

  @Test func saysWhereJSONBreaks() async {
    let response = await GraphQLHTTPHandler(responder: StubResponder(.refused)).respond(to: post("{\n  \"query\": x}"))
    #expect(String(decoding: response.body, as: UTF8.self).contains("(line 2, column 12)"))
  }

  @Test(arguments: [
    ("/graphql", 400), ("/graphql?query=", 400), ("/graphql?query=%7Ba%7D", 200), ("/graphql?query=%7Ba%7D&variables=%5B%5D", 400),
    ("/graphql?query=%7Ba%7D&variables=%7B%7D", 200), ("/graphql?query=%7Ba%7D&variables=x", 400), ("/graphql?query=%zz", 400),
    ("/graphql?query=a&query=b", 400), ("/graphql?query=%7Ba%7D&variables=&operationName=", 200),
  ])
  func readsTargets(target: String, status: Int) async {
    let handler = GraphQLHTTPHandler(responder: StubResponder(.executed(hasErrors: false)))
    #expect(await handler.respond(to: HTTPRequest(target: target)).status.code == status)
  }

  @Test(
    arguments: [
      (.executed(hasErrors: false), 60, true, "public, max-age=60"), (.executed(hasErrors: false), 60, false, "private, max-age=60"),
      (.executed(hasErrors: true), 60, true, "no-store"), (.executed(hasErrors: false), nil, false, "no-store"),
      (.executed(hasErrors: false), 0, true, "no-store"), (.refused, 60, true, "no-store"), (.mutationByGET, 60, true, "no-store"),
    ] as [(GraphQLAnswer.Outcome, Int?, Bool, String)])
  func letsOnlyMarkedAnswersBeKept(outcome: GraphQLAnswer.Outcome, maxAge: Int?, isShared: Bool, expected: String) async {
    let handler = GraphQLHTTPHandler(responder: StubResponder(outcome, maxAge: maxAge, isShared: isShared))
    let response = await handler.respond(to: post(#"{"query": "{ a }"}"#))
    #expect(response.headers["cache-control"] == expected)
    #expect(response.headers["vary"] == "accept, authorization")
  }

  @Test func saysMethodNotAllowedForAMutationByGET() async {
    let response = await GraphQLHTTPHandler(responder: StubResponder(.mutationByGET)).respond(to: HTTPRequest(target: "/graphql?query=x"))
    #expect(response.status == .methodNotAllowed)
    #expect(response.headers["allow"] == "POST")
  }
}
