import Crypto
import GraphQL
import HTTPCore
import JSON
import Synchronization
import TestSupport
import Testing

@testable import Gateway
@testable import GraphTools

/// Requests that name their document by an identifier, and the modes of trusted documents.
@Suite struct PersistedOperationsTests {
  private static let query = "query A($x: Int) { a(x: $x) }"
  private static let hash = SHA256.hexDigest(query)
  private static let mutation = "mutation M { m }"

  /// Counts the executions of `Query.a` and `Mutation.m`.
  private final class Calls: Sendable {
    let count = Mutex(0)
    func add() { count.withLock { $0 += 1 } }
  }

  private let calls = Calls()
  private let engine: GraphQLEngine

  init() throws {
    let calls = calls
    engine = try GraphQLEngine(
      schema: "type Query { a(x: Int): String } type Mutation { m: Int }",
      resolvers: [
        "Query.a": .field {
          calls.add()
          return $0.arguments["x"] ?? "none"
        },
        "Mutation.m": .field { _ in
          calls.add()
          return 1
        },
      ])
  }

  private func handler(_ persisted: PersistedOperations, maximumBatch: Int = 0) -> GraphQLHTTPHandler {
    GraphQLHTTPHandler(executor: QueryExecutor(engine: engine), persisted: persisted, maximumBatch: maximumBatch)
  }

  private var automatic: GraphQLHTTPHandler { handler(PersistedOperations(automatic: AutomaticPersistedQueries(bytes: 1 << 20))) }

  private static let secret = "a secret of the developers"

  private func trusted(
    _ mode: PersistedOperations.Mode, manifest: String? = nil,
    automatic: AutomaticPersistedQueries? = AutomaticPersistedQueries(bytes: 1 << 20)
  ) throws -> GraphQLHTTPHandler {
    let text = manifest ?? #"{"\#(Self.hash)": "\#(Self.query)", "v1.M": "\#(Self.mutation)", "x-app:1": "{ b: a }"}"#
    let documents = try TrustedDocuments(manifest: SourceFile(name: "manifest.json", text: text))
    return handler(PersistedOperations(trusted: documents, mode: mode, overrideSecret: Self.secret, automatic: automatic))
  }

  private func post(
    _ body: String, to handler: GraphQLHTTPHandler, accept: String = "application/json", headers: HTTPFields = [:]
  ) async -> (status: Int, text: String, headers: HTTPFields) {
    var headers = headers
    headers["content-type"] = "application/json"
    headers["accept"] = accept
    let response = await handler.respond(to: HTTPRequest(method: .post, target: "/graphql", headers: headers, body: Array(body.utf8)))
    return (response.status.code, String(decoding: response.body, as: UTF8.self), response.headers)
  }

  private func get(_ target: String, from handler: GraphQLHTTPHandler) async -> (status: Int, text: String, headers: HTTPFields) {
    let response = await handler.respond(to: HTTPRequest(method: .get, target: target, headers: ["accept": "application/json"]))
    return (response.status.code, String(decoding: response.body, as: UTF8.self), response.headers)
  }

  private func apq(_ hash: String, query: String? = nil, version: String = "1") -> String {
    let text = query.map { "\"query\": \(JSONValue.string($0).text), " } ?? ""
    return #"{\#(text)"variables": {"x": 1}, "extensions": {"persistedQuery": {"version": \#(version), "sha256Hash": "\#(hash)"}}}"#
  }

  // MARK: automatic persisted queries

  @Test(arguments: ["application/json", "application/graphql-response+json"])
  func anUnknownHashIsNotFoundAndThenRegistered(accept: String) async {
    let handler = automatic
    let unknown = await post(apq(Self.hash), to: handler, accept: accept)
    #expect(unknown.status == 200)
    #expect(
      unknown.text == #"{"errors":[{"message":"PersistedQueryNotFound","extensions":{"code":"PERSISTED_QUERY_NOT_FOUND"}}]}"#)
    #expect(unknown.headers["cache-control"] == "no-store")
    #expect(await post(apq(Self.hash, query: Self.query), to: handler, accept: accept).text == #"{"data":{"a":"1"}}"#)
    #expect(await post(apq(Self.hash), to: handler, accept: accept).text == #"{"data":{"a":"1"}}"#)
    #expect(await post(apq(Self.hash, query: Self.query), to: handler, accept: accept).text == #"{"data":{"a":"1"}}"#)
  }

  @Test func aHashOfAnotherTextIsRefusedAndNotRegistered() async {
    let handler = automatic
    let wrong = await post(apq(Self.hash, query: "{ a }"), to: handler)
    #expect(wrong.status == 400)
    #expect(
      wrong.text
        == #"{"errors":[{"message":"provided sha does not match query","extensions":{"code":"PERSISTED_QUERY_HASH_MISMATCH"}}]}"#)
    #expect(await post(apq(Self.hash), to: handler).text.contains("PERSISTED_QUERY_NOT_FOUND"))
    _ = await post(apq(Self.hash, query: Self.query), to: handler)
    #expect(await post(apq(Self.hash, query: "{ a }"), to: handler).text.contains("PERSISTED_QUERY_HASH_MISMATCH"))
    #expect(calls.count.withLock { $0 } == 1)
  }

  @Test func getWithAHashIsAnswered() async {
    let handler = automatic
    let target =
      "/graphql?extensions=%7B%22persistedQuery%22%3A%7B%22version%22%3A1%2C%22sha256Hash%22%3A%22\(Self.hash)%22%7D%7D&variables=%7B%22x%22%3A2%7D"
    #expect(await get(target, from: handler).text.contains("PERSISTED_QUERY_NOT_FOUND"))
    _ = await post(apq(Self.hash, query: Self.query), to: handler)
    let found = await get(target, from: handler)
    #expect(found.status == 200)
    #expect(found.text == #"{"data":{"a":"2"}}"#)
    #expect(found.headers["vary"]?.contains("accept") == true)
  }

  @Test func aMutationByHashNeedsPost() async {
    let handler = automatic
    let hash = SHA256.hexDigest(Self.mutation)
    #expect(await post(apq(hash, query: Self.mutation), to: handler).text == #"{"data":{"m":1}}"#)
    let refused = await get("/graphql?documentId=sha256:\(hash)", from: handler)
    #expect(refused.status == 405)
    #expect(calls.count.withLock { $0 } == 1)
  }

  @Test(arguments: [
    (#"{"extensions": {"persistedQuery": {"version": 2, "sha256Hash": "x"}}}"#, "UNSUPPORTED_PERSISTED_QUERY_VERSION"),
    (#"{"extensions": {"persistedQuery": {"sha256Hash": "x"}}}"#, "UNSUPPORTED_PERSISTED_QUERY_VERSION"),
    (#"{"extensions": {"persistedQuery": []}}"#, "UNSUPPORTED_PERSISTED_QUERY_VERSION"),
    (#"{"extensions": {"persistedQuery": {"version": 1}}}"#, "INVALID_PARAMETER"),
    (#"{"extensions": {"persistedQuery": {"version": 1, "sha256Hash": 7}}}"#, "INVALID_PARAMETER"),
    (#"{"extensions": {"persistedQuery": null}}"#, "MISSING_QUERY"), (#"{"extensions": {}}"#, "MISSING_QUERY"),
    (#"{"documentId": 7}"#, "INVALID_PARAMETER"), (#"{"documentId": ""}"#, "PERSISTED_QUERY_NOT_IN_LIST"),
  ])
  func aMalformedExtensionIsRefused(body: String, code: String) async {
    let response = await post(body, to: automatic)
    #expect(response.text.contains("\"code\":\"\(code)\""), "\(response.text)")
    #expect(response.status == (code == "PERSISTED_QUERY_NOT_IN_LIST" ? 404 : 400))
  }

  @Test func withoutAutomaticPersistedQueriesClientsAreTold() async {
    let handler = handler(PersistedOperations())
    for body in [apq(Self.hash), apq(Self.hash, query: Self.query)] {
      let response = await post(body, to: handler)
      #expect(response.status == 200)
      #expect(
        response.text
          == #"{"errors":[{"message":"PersistedQueryNotSupported","extensions":{"code":"PERSISTED_QUERY_NOT_SUPPORTED"}}]}"#)
    }
    #expect(await post(#"{"query": "{ a }"}"#, to: handler).text == #"{"data":{"a":"none"}}"#)
  }

  @Test func anInvalidDocumentIsNotRegistered() async {
    let handler = automatic
    for text in ["{ missing }", "{ a", "query ($x: Int) { a }"] {
      let hash = SHA256.hexDigest(text)
      #expect(await post(apq(hash, query: text), to: handler).text.contains("errors"))
      #expect(await post(apq(hash), to: handler).text.contains("PERSISTED_QUERY_NOT_FOUND"), "\(text)")
    }
  }

  @Test func theDocumentsInMemoryAreBounded() async {
    let store = AutomaticPersistedQueries(bytes: 1000)
    for number in 0..<100 { await store.register(PersistedDocument("{ a\(number): a }")) }
    #expect(store.known(PersistedDocument("{ a99: a }").hash) != nil)
    #expect((0..<100).count { store.known(PersistedDocument("{ a\($0): a }").hash) != nil } < 15)
    await store.register(PersistedDocument(String(repeating: "x", count: 1001)))
    #expect(store.known(PersistedDocument("{ a99: a }").hash) != nil)
  }

  // MARK: trusted documents

  /// The ways in which clients name a document: GraphQL over HTTP, Relay, Apollo.
  @Test(arguments: [
    #"{"documentId": "sha256:HASH", "variables": {"x": 1}}"#, #"{"documentId": "HASH", "variables": {"x": 1}}"#,
    #"{"doc_id": "HASH", "variables": {"x": 1}}"#, #"{"id": "HASH", "variables": {"x": 1}}"#,
    #"{"query": null, "documentId": "HASH", "variables": {"x": 1}}"#,
    #"{"variables": {"x": 1}, "extensions": {"persistedQuery": {"version": 1, "sha256Hash": "HASH"}}}"#,
    #"{"query": "QUERY", "variables": {"x": 1}}"#,
    #"{"query": "QUERY", "variables": {"x": 1}, "extensions": {"persistedQuery": {"version": 1, "sha256Hash": "HASH"}}}"#,
  ])
  func aTrustedDocumentIsFoundInEachWay(body: String) async throws {
    let body = body.replacing("HASH", with: Self.hash).replacing("QUERY", with: Self.query)
    for mode in PersistedOperations.Mode.allCases {
      let response = await post(body, to: try trusted(mode))
      #expect(response.text == #"{"data":{"a":"1"}}"#, "\(mode)")
    }
  }

  @Test(arguments: ["documentId", "doc_id", "id"]) func aTrustedDocumentIsFoundByGet(name: String) async throws {
    let handler = try trusted(.enforce)
    let found = await get("/graphql?\(name)=sha256:\(Self.hash)&variables=%7B%22x%22%3A3%7D", from: handler)
    #expect(found.text == #"{"data":{"a":"3"}}"#)
    #expect(await get("/graphql?\(name)=x-app%3A1", from: handler).text == #"{"data":{"b":"none"}}"#)
    #expect(await get("/graphql?\(name)=nothing", from: handler).status == 404)
    #expect(await get("/graphql?\(name)=v1.M", from: handler).status == 405)
    #expect(await get("/graphql?\(name)=a&\(name)=b", from: handler).text.contains("INVALID_PARAMETER"))
  }

  @Test func enforceRefusesOtherDocumentsBeforeTheyAreExecuted() async throws {
    let handler = try trusted(.enforce)
    let text = await post(#"{"query": "{ a }"}"#, to: handler)
    #expect(text.status == 403)
    #expect(text.text.contains("QUERY_NOT_IN_SAFELIST"))
    // A comment makes another document.
    #expect(await post(#"{"query": "\#(Self.query) # x"}"#, to: handler).status == 403)
    for body in [#"{"documentId": "nothing"}"#, #"{"doc_id": ""}"#, apq(String(repeating: "0", count: 64))] {
      let response = await post(body, to: handler)
      #expect(response.status == 404)
      #expect(response.text.contains("PERSISTED_QUERY_NOT_IN_LIST"))
    }
    // Nobody registers documents.
    let hash = SHA256.hexDigest("{ a }")
    #expect(await post(apq(hash, query: "{ a }"), to: handler).status == 403)
    #expect(await post(apq(hash), to: handler).status == 404)
    // Nobody passes a document off as a trusted one.
    #expect(await post(apq(Self.hash, query: "{ a }"), to: handler).status == 403)
    #expect(await post(#"{"query": "{ a }", "documentId": "\#(Self.hash)"}"#, to: handler).status == 403)
    #expect(await get("/graphql?query=%7Ba%7D&documentId=\(Self.hash)", from: handler).status == 403)
    #expect(calls.count.withLock { $0 } == 0)
  }

  @Test func theOverrideNeedsTheWholeSecret() async throws {
    let handler = try trusted(.enforce)
    let name = PersistedOperations.overrideHeader
    for wrong in ["", "true", String(Self.secret.dropLast()), Self.secret + "x", Self.secret.uppercased()] {
      #expect(await post(#"{"query": "{ a }"}"#, to: handler, headers: [name: wrong]).status == 403)
    }
    #expect(await post(#"{"query": "{ a }"}"#, to: handler, headers: [name: Self.secret]).text == #"{"data":{"a":"none"}}"#)
    // What a developer registers is not trusted either.
    let hash = SHA256.hexDigest("{ a }")
    #expect(await post(apq(hash, query: "{ a }"), to: handler, headers: [name: Self.secret]).status == 200)
    #expect(await post(apq(hash), to: handler, headers: [name: Self.secret]).text == #"{"data":{"a":"none"}}"#)
    #expect(await post(apq(hash), to: handler).status == 404)
  }

  @Test func withoutASecretNothingOverrides() async throws {
    let documents = try TrustedDocuments(manifest: SourceFile(name: "m", text: #"{"a": "{ a }"}"#))
    let handler = handler(PersistedOperations(trusted: documents, mode: .enforce))
    for value in ["", "nil", "x"] {
      #expect(await post(#"{"query": "{ b: a }"}"#, to: handler, headers: [PersistedOperations.overrideHeader: value]).status == 403)
    }
  }

  @Test func logExecutesOtherDocumentsAndLogsEachOnceWithoutItsText() async throws {
    let documents = try TrustedDocuments(manifest: SourceFile(name: "m", text: #"{"a": "{ a }"}"#))
    let log = RecordedLog()
    let handler = handler(
      PersistedOperations(
        trusted: documents, mode: .log, automatic: AutomaticPersistedQueries(bytes: 1 << 20), logger: log.logger))
    for _ in 0..<3 { #expect(await post(#"{"query": "query B { b: a }"}"#, to: handler).text == #"{"data":{"b":"none"}}"#) }
    #expect(await post(#"{"query": "{ a }"}"#, to: handler).status == 200)
    #expect(log.lines.count == 1)
    #expect(log.lines.first?.contains(SHA256.hexDigest("query B { b: a }")) == true)
    #expect(log.lines.first?.contains("b: a") == false)
    // The hash of a registered document is logged, too.
    _ = await post(apq(Self.hash, query: Self.query), to: handler)
    #expect(log.lines.count == 2)
  }

  // MARK: batches

  @Test func batchesAreOffByDefault() async {
    #expect(await post(#"[{"query": "{ a }"}]"#, to: automatic).text.contains("BATCHING_NOT_SUPPORTED"))
  }

  @Test func aBatchIsAnsweredInOrder() async {
    let handler = handler(PersistedOperations(), maximumBatch: 3)
    let response = await post(#"[{"query": "{ a }"}, {"query": "{ x }"}, {"query": "mutation { m }"}]"#, to: handler)
    #expect(response.status == 200)
    #expect(response.text.hasPrefix(#"[{"data":{"a":"none"}},{"errors":"#))
    #expect(response.text.hasSuffix(#",{"data":{"m":1}}]"#))
    #expect(response.headers["cache-control"] == "no-store")
    #expect(await post(#"[{"query": "{ a }"}, 7, {}]"#, to: handler).text.split(separator: "code").count == 3)
    // A single request is not a batch.
    #expect(await post(#"{"query": "{ a }"}"#, to: handler).text == #"{"data":{"a":"none"}}"#)
  }

  @Test func aBatchIsLimited() async {
    let handler = handler(PersistedOperations(), maximumBatch: 3)
    let one = #"{"query": "{ a }"}"#
    #expect(await post("[\(one), \(one), \(one)]", to: handler).status == 200)
    #expect(calls.count.withLock { $0 } == 3)
    let refused = await post("[\(one), \(one), \(one), \(one)]", to: handler)
    #expect(refused.status == 400)
    #expect(refused.text.contains("TOO_MANY_BATCHED_REQUESTS"))
    #expect(calls.count.withLock { $0 } == 3)
    #expect(await post("[]", to: handler).status == 400)
  }

  @Test func aBatchOfTrustedDocumentsRefusesTheOthers() async throws {
    let documents = try TrustedDocuments(manifest: SourceFile(name: "m", text: #"{"a": "{ a }"}"#))
    let handler = handler(PersistedOperations(trusted: documents, mode: .enforce), maximumBatch: 2)
    let response = await post(#"[{"documentId": "a"}, {"query": "{ b: a }"}]"#, to: handler)
    #expect(response.text.hasPrefix(#"[{"data":{"a":"none"}},{"errors":"#))
    #expect(response.text.contains("QUERY_NOT_IN_SAFELIST"))
    #expect(calls.count.withLock { $0 } == 1)
  }
}
