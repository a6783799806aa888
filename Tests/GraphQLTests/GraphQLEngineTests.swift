import GraphQL
import GraphQLExecution
import GraphQLSchema
import JSON
import Testing

@Suite struct GraphQLEngineTests {
  private func engine(_ configuration: EngineConfiguration = EngineConfiguration()) throws -> GraphQLEngine {
    let schema = try Schema(source: "type Query { a: Int b(x: Int!): Int c: [Int!] } type Mutation { m: Int }")
    return GraphQLEngine(schema: schema, planner: DefaultFieldPlanner(), configuration: configuration)
  }

  private func run(
    _ query: String, _ variables: JSONObject = [:], operation: String? = nil
  ) async throws -> (GraphQLResponse, String) {
    let root = try JSONDocument(parsing: #"{"a":1,"c":[1,null],"m":2}"#).root
    let request = GraphQLRequest(query: query, operationName: operation, variables: variables)
    let response = try await engine().execute(request, root: root)
    return (response, String(decoding: response.body, as: UTF8.self))
  }

  @Test func answersWithData() async throws {
    let (response, text) = try await run("{ a }")
    #expect(text == #"{"data":{"a":1}}"#)
    #expect(response.kind == .executed && response.isCacheable && response.operation == .query)
  }

  @Test func putsErrorsFirst() async throws {
    let (response, text) = try await run("{ a\n c }")
    #expect(
      text
        == #"{"errors":[{"message":"Cannot return null for non-nullable field Query.c.","locations":[{"line":2,"column":2}],"path":["c",1],"extensions":{"code":"BAD_UPSTREAM_RESPONSE"}}],"data":{"a":1,"c":null}}"#
    )
    #expect(response.kind == .executed && !response.isCacheable)
  }

  @Test(
    arguments: [
      ("{", [:], nil, "GRAPHQL_PARSE_FAILED"), ("", [:], nil, "GRAPHQL_PARSE_FAILED"), ("\u{0}", [:], nil, "GRAPHQL_PARSE_FAILED"),
      ("query A { a } query B { a }", [:], nil, "OPERATION_RESOLUTION_FAILURE"),
      ("query A { a }", [:], "B", "OPERATION_RESOLUTION_FAILURE"),
      ("query($v: Int!) { b(x: $v) }", [:], nil, "BAD_USER_INPUT"), ("query($v: Int!) { b(x: $v) }", ["v": "x"], nil, "BAD_USER_INPUT"),
    ] as [(String, JSONObject, String?, String)])
  func refusesRequests(query: String, variables: JSONObject, operation: String?, code: String) async throws {
    let (response, text) = try await run(query, variables, operation: operation)
    #expect(response.kind == .requestError)
    #expect(response.errors.first?.extensions["code"] == code)
    #expect(text.hasPrefix(#"{"errors":[{"message":""#) && !text.contains("\"data\""))
  }

  @Test func executesMutations() async throws {
    let (response, text) = try await run("mutation { m }")
    #expect(text == #"{"data":{"m":2}}"#)
    #expect(response.operation == .mutation && !response.isCacheable)
  }

  @Test func preparesAnOperationOnce() throws {
    let engine = try engine()
    let query = "query A { a } mutation B { m }"
    let first = try engine.prepare(query, operationName: "A")
    #expect(first.type == .query && first.name == "A")
    #expect(try engine.prepare(query, operationName: "A") == first)
    let other = try engine.prepare(query, operationName: "B")
    #expect(other.type == .mutation && other != first)
  }

  @Test func doesNotCacheLongDocuments() throws {
    var configuration = EngineConfiguration()
    configuration.longestCachedDocument = 4
    let engine = try engine(configuration)
    let first = try engine.prepare("{ a }")
    #expect(try engine.prepare("{ a }") != first)
  }

  /// The text behind a known hash is not read: here it is not even GraphQL.
  @Test func findsAnOperationByItsHashWithoutTheText() throws {
    let engine = try engine()
    let query = "query A { a } mutation B { m }"
    let first = try engine.prepare(query, operationName: "A", hash: "h")
    #expect(try engine.prepare("}", operationName: "A", hash: "h") == first)
    #expect(try engine.prepare(query, operationName: "B", hash: "h").type == .mutation)
    // A text that is the hash of another is another document.
    #expect(throws: RequestFailure.self) { try engine.prepare("h", operationName: "A") }
    // The length of a document does not matter if its hash stands for it.
    var configuration = EngineConfiguration()
    configuration.longestCachedDocument = 4
    let strict = try self.engine(configuration)
    #expect(try strict.prepare("{ a }", hash: "h") == strict.prepare("}", hash: "h"))
  }

  @Test func executesMoreOperationsThanItCaches() async throws {
    var configuration = EngineConfiguration()
    configuration.cachedOperations = 2
    let engine = try engine(configuration)
    let root = try JSONDocument(parsing: #"{"a":1}"#).root
    for round in 0..<3 {
      for alias in ["x", "y", "z"] {
        let response = await engine.execute(GraphQLRequest(query: "{ \(alias): a }"), root: root)
        #expect(String(decoding: response.body, as: UTF8.self) == "{\"data\":{\"\(alias)\":1}}", "round \(round)")
      }
    }
  }

  @Test func oneDocumentHoldsSeveralOperations() async throws {
    let engine = try engine()
    let root = try JSONDocument(parsing: #"{"a":1}"#).root
    let query = "query A { a } query B { b: a }"
    for (name, expected) in [("A", #"{"data":{"a":1}}"#), ("B", #"{"data":{"b":1}}"#), ("A", #"{"data":{"a":1}}"#)] {
      let response = await engine.execute(GraphQLRequest(query: query, operationName: name), root: root)
      #expect(String(decoding: response.body, as: UTF8.self) == expected)
    }
  }

  @Test func limitsTheSizeOfPlans() async throws {
    var text = "query(" + (0..<24).map { "$v\($0): Boolean = true" }.joined(separator: ",") + ") { ...F0 }\n"
    for n in 0..<12 {
      text += "fragment F\(n) on Query { ...F\(n + 1) @include(if: $v\(n * 2)) ...F\(n + 1) @include(if: $v\(n * 2 + 1)) a\(n): a }\n"
    }
    text += "fragment F12 on Query { a }"
    var configuration = EngineConfiguration()
    configuration.limits = .none
    configuration.limits.maximumSelections = 5_000
    let response = try await engine(configuration).execute(GraphQLRequest(query: text))
    #expect(response.errors.first?.message == "The operation has too many selections.")
  }
}

@Suite struct HostileDocumentTests {
  @Test(arguments: [250, 1_500])
  func handlesChainsOfFragments(length: Int) async throws {
    let schema = try Schema(source: "type Query { a: Int q: Query }")
    let engine = GraphQLEngine(schema: schema, planner: DefaultFieldPlanner())
    let chain = (0..<length).map { "fragment F\($0) on Query { ...F\($0 + 1) }" }.joined(separator: "\n")
    let response = await engine.execute(GraphQLRequest(query: "{ ...F0 }\n\(chain)\nfragment F\(length) on Query { a }"))
    #expect((response.kind == .executed) == (length < 256))
  }

  @Test func handlesDeepSelections() async throws {
    let schema = try Schema(source: "type Query { a: Int q: Query }")
    var configuration = EngineConfiguration()
    configuration.limits.maximumDepth = 1_000
    let engine = GraphQLEngine(schema: schema, planner: DefaultFieldPlanner(), configuration: configuration)
    for depth in [10, 127, 150, 5_000] {
      let query = String(repeating: "{ q ", count: depth) + "{ a }" + String(repeating: "}", count: depth)
      let response = await engine.execute(GraphQLRequest(query: query))
      #expect((response.kind == .executed) == (depth < 128))
    }
  }
}

@Suite struct GraphQLResponseTests {
  @Test func addsExtensions() async throws {
    let engine = try GraphQLEngine(schema: "type Query { a: Int }", resolvers: ["Query.a": .field { _ in 1 }])
    var response = await engine.execute("{ a }")
    response.addExtensions { writer in
      writer.beginObject()
      writer.name("cost")
      writer.number(3)
      writer.endObject()
    }
    #expect(response.text == #"{"data":{"a":1},"extensions":{"cost":3}}"#)
  }
}

@Suite struct GraphQLRequestTests {
  private func read(_ text: String) throws -> GraphQLRequest { try GraphQLRequest(try JSONDocument(parsing: text).root) }

  @Test func readsBodies() throws {
    let request = try read(#"{"query":"{ a }","operationName":"","variables":{"x":[1]},"extensions":null,"other":1}"#)
    #expect(request.query == "{ a }" && request.operationName == nil && request.variables == ["x": [1]] && request.extensions == [:])
    #expect(try read(#"{"query":null,"operationName":"A"}"#).operationName == "A")
  }

  @Test(arguments: [
    "[]", "1", #"{"query":1}"#, #"{"variables":[]}"#, #"{"variables":"x"}"#, #"{"operationName":{}}"#, #"{"extensions":1}"#,
  ])
  func refusesOtherBodies(text: String) {
    #expect(throws: GraphQLRequestError.self) { try read(text) }
  }
}
