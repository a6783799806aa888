import GraphQL
import GraphQLExecution
import JSON
import Testing

/// What is refused inside of a response, and what else it stops.
@Suite struct AccessTests {
  private static let admin = #"{"scope": "admin"}"#

  @Test func aLayerThatOnlyRefusedFieldsNeedIsNotLoaded() async throws {
    let graph = try AccessGraph([
      "a":
        "type Query { o: O @rest(service: \"a\", GET: \"/o\") } type O { id: ID buyer: U @json(path: \"b\") } type U @key(fields: \"id\") { id: ID! }",
      "u": """
      type U @key(fields: "id") @rest(service: "u", GET: "/u?ids={$keys.id}", batch: { by: "id" }) {
        id: ID!
        name: String
        email: String @requiresScopes(scopes: [["admin"]])
        score: Int @authenticated @rest(service: "u", GET: "/score/{$keys.id}")
      }
      """,
    ]) { request in
      switch request.url.target {
      case "/o": .json(#"{"id":"1","b":"7"}"#)
      case "/score/7": .json("5")
      default: .json(#"[{"id":"7","name":"n","email":"e"}]"#)
      }
    }
    let refused = try await graph.run("{ o { buyer { id email score } } }")
    #expect(refused.calls == ["GET http://a/o"])
    #expect(
      refused.response
        == "{\"errors\":[\(refusal("U.email", "\"o\",\"buyer\",\"email\"", column: 18)),\(refusal("U.score", "\"o\",\"buyer\",\"score\"", column: 24))],\"data\":{\"o\":{\"buyer\":{\"id\":\"7\",\"email\":null,\"score\":null}}}}"
    )
    let other = try await graph.run("{ o { buyer { name email } } }")
    #expect(other.calls == ["GET http://a/o", "GET http://u/u?ids=7"])
    #expect(other.response.hasSuffix(#""data":{"o":{"buyer":{"name":"n","email":null}}}}"#))
    let seen = try await graph.run("{ o { buyer { id email score } } }", as: Self.admin)
    #expect(seen.response == #"{"data":{"o":{"buyer":{"id":"7","email":"e","score":5}}}}"#)
    #expect(Set(seen.calls) == ["GET http://a/o", "GET http://u/u?ids=7", "GET http://u/score/7"])
  }

  @Test func nullPropagatesToTheNearestNullableField() async throws {
    let graph = try AccessGraph([
      "s":
        "type Query { os: [O] @rest(service: \"s\", GET: \"/os\") one: O! @rest(service: \"s\", GET: \"/o\") } type O { a: Int! @authenticated b: Int }"
    ]) { request in .json(request.url.target == "/o" ? #"{"a":1,"b":2}"# : #"[{"a":1},{"a":2}]"#) }
    let list = try await graph.run("{ os { a b } }")
    #expect(
      list.response
        == "{\"errors\":[\(refusal("O.a", "\"os\",0,\"a\"", column: 8)),\(refusal("O.a", "\"os\",1,\"a\"", column: 8))],\"data\":{\"os\":[null,null]}}"
    )
    #expect(try await graph.run("{ one { a } }").response.hasSuffix("\"data\":null}"))
    #expect(try await graph.run("{ one { a } }", as: "{}").response == #"{"data":{"one":{"a":1}}}"#)
  }

  @Test func aRefusedMutationIsNotSentAndTheOthersAre() async throws {
    let graph = try AccessGraph([
      "s": """
      type Query { q: Int @rest(service: "s", GET: "/q") }
      type Mutation {
        first: Int @rest(service: "s", POST: "/first")
        remove: Int @requiresScopes(scopes: [["admin"]]) @rest(service: "s", POST: "/remove")
        required: Int! @authenticated @rest(service: "s", POST: "/required")
        last: Result @rest(service: "s", POST: "/last")
      }
      type Result { a: Int secret: Int @authenticated }
      """
    ]) { request in .json(request.url.target == "/last" ? #"{"a":1,"secret":2}"# : "1") }
    let some = try await graph.run("mutation { first remove again: remove last { a secret } }")
    #expect(some.calls == ["POST http://s/first", "POST http://s/last"])
    #expect(some.response.hasSuffix(#""data":{"first":1,"remove":null,"again":null,"last":{"a":1,"secret":null}}}"#))
    // Null propagates to the root, so that the fields after it are not executed.
    let none = try await graph.run("mutation { first required last { a } }")
    #expect(none.calls == ["POST http://s/first"])
    #expect(none.response.hasSuffix("\"data\":null}"))
  }

  @Test func anInterfaceAsksWhatAllItsImplementationsAsk() async throws {
    let graph = try AccessGraph([
      "s": """
      type Query {
        posts: [Post] @rest(service: "s", GET: "/posts")
        notes: [Note] @rest(service: "s", GET: "/notes")
        blog: Blog @rest(service: "s", GET: "/blog")
      }
      interface Post { id: ID title: String }
      type Blog implements Post { id: ID title: String }
      type Draft implements Post @authenticated { id: ID title: String }
      interface Note { id: ID text: String }
      type Memo implements Note { id: ID text: String }
      type Diary implements Note { id: ID text: String @authenticated }
      """
    ]) { request in
      switch request.url.target {
      case "/posts": .json(#"[{"__typename":"Blog","id":"1"},{"__typename":"Draft","id":"2"}]"#)
      case "/notes": .json(#"[{"__typename":"Memo","id":"1","text":"m"},{"__typename":"Diary","id":"2","text":"d"}]"#)
      default: .json(#"{"id":"1","title":"t"}"#)
      }
    }
    // The type of one implementation is restricted, so the objects of the interface are.
    let posts = try await graph.run("{ posts { id } blog { id } }")
    #expect(posts.calls == ["GET http://s/blog"])
    #expect(
      posts.response == "{\"errors\":[\(refusal("Query.posts", "\"posts\"", column: 3))],\"data\":{\"posts\":null,\"blog\":{\"id\":\"1\"}}}"
    )
    // A field of one implementation is restricted, so the field of the interface is, but not that of the other implementation.
    let notes = try await graph.run("{ notes { id text } }")
    #expect(notes.response.hasSuffix(#""data":{"notes":[{"id":"1","text":null},{"id":"2","text":null}]}}"#))
    let memos = try await graph.run("{ notes { id ... on Memo { text } ... on Diary { text } } }")
    #expect(
      memos.response
        == "{\"errors\":[\(refusal("Diary.text", "\"notes\",1,\"text\"", column: 50))],\"data\":{\"notes\":[{\"id\":\"1\",\"text\":\"m\"},{\"id\":\"2\",\"text\":null}]}}"
    )
    let all = try await graph.run("{ posts { id } notes { text } }", as: "{}")
    #expect(all.response == #"{"data":{"posts":[{"id":"1"},{"id":"2"}],"notes":[{"text":"m"},{"text":"d"}]}}"#)
  }

  @Test func whatAnInterfaceRequiresItsImplementationsRequire() async throws {
    let graph = try AccessGraph([
      "s": """
      type Query { blog: Blog @rest(service: "s", GET: "/blog") memo: Memo @rest(service: "s", GET: "/memo") }
      interface Post @authenticated { id: ID }
      type Blog implements Post { id: ID }
      interface Note { id: ID text: String @authenticated }
      type Memo implements Note { id: ID text: String }
      """
    ]) { _ in .json(#"{"id":"1","text":"t"}"#) }
    let (response, calls) = try await graph.run("{ blog { id } memo { id text } }")
    #expect(calls == ["GET http://s/memo"])
    #expect(response.hasSuffix(#""data":{"blog":null,"memo":{"id":"1","text":null}}}"#))
  }

  @Test func objectsOfAUnionAreRefusedFieldByField() async throws {
    let graph = try AccessGraph([
      "s": """
      type Query { found: [Found] @rest(service: "s", GET: "/found") }
      union Found = Blog | Draft
      type Blog { id: ID }
      type Draft @authenticated { id: ID }
      """
    ]) { _ in .json(#"[{"__typename":"Blog","id":"1"},{"__typename":"Draft","id":"2"}]"#) }
    let (response, _) = try await graph.run("{ found { __typename ... on Blog { id } ... on Draft { id } } }")
    #expect(
      response
        == "{\"errors\":[\(refusal("Draft.id", "\"found\",1,\"id\"", column: 56))],\"data\":{\"found\":[{\"__typename\":\"Blog\",\"id\":\"1\"},{\"__typename\":\"Draft\",\"id\":null}]}}"
    )
  }

  @Test func aKeyThatIsRefusedStillLoadsOtherLayers() async throws {
    let graph = try AccessGraph([
      "a": "type Query { p: P @rest(service: \"a\", GET: \"/p\") } type P @key(fields: \"id\") { id: ID! @authenticated }",
      "b": "type P @key(fields: \"id\") @rest(service: \"b\", GET: \"/p?ids={$keys.id}\", batch: { by: \"id\" }) { id: ID! name: String }",
    ]) { request in .json(request.url.target == "/p" ? #"{"id":"1"}"# : #"[{"id":"1","name":"n"}]"#) }
    let (response, calls) = try await graph.run("{ p { name } }")
    #expect(response == #"{"data":{"p":{"name":"n"}}}"#)
    #expect(calls == ["GET http://a/p", "GET http://b/p?ids=1"])
    #expect(try await graph.run("{ p { name id } }").response.hasSuffix("\"data\":{\"p\":null}}"))
  }

  @Test func aFieldRequiresWhatTheFieldsRequireThatItReads() async throws {
    let graph = try AccessGraph([
      "a": """
      type Query { p: P @rest(service: "a", GET: "/p") }
      type P @key(fields: "id") { id: ID! weight: Int @requiresScopes(scopes: [["admin"]]) box: Box }
      type Box { size: Int @authenticated }
      """,
      "b": """
      type P @key(fields: "id") @rest(service: "b", GET: "/b?ids={$keys.id}", batch: { by: "id" }) {
        id: ID!
        weight: Int @external
        box: Box @external
        shipping: Int @requires(fields: "weight") @rest(service: "b", GET: "/price?grams={$this.weight}")
        parcels: Int @requires(fields: "box { size }") @rest(service: "b", GET: "/parcels?size={$this.box.size}")
        zip: String @authenticated
        rate: Int @rest(service: "b", GET: "/rate/{$this.zip}")
        open: Int @rest(service: "b", GET: "/open/{$keys.id}")
      }
      type Box { size: Int @external }
      """,
    ]) { request in
      switch request.url.target {
      case "/p": .json(#"{"id":"1","weight":5,"box":{"size":3}}"#)
      case "/b?ids=1": .json(#"[{"id":"1","zip":"z"}]"#)
      default: .json("9")
      }
    }
    let refused = try await graph.run("{ p { shipping parcels rate open } }")
    #expect(refused.response.hasSuffix(#""data":{"p":{"shipping":null,"parcels":null,"rate":null,"open":9}}}"#))
    #expect(refused.calls == ["GET http://a/p", "GET http://b/open/1"])
    let user = try await graph.run("{ p { shipping parcels rate } }", as: "{}")
    #expect(user.response.hasSuffix(#""data":{"p":{"shipping":null,"parcels":9,"rate":9}}}"#))
    #expect(!user.calls.contains { $0.contains("/price") })
    #expect(try await graph.run("{ p { shipping } }", as: Self.admin).response == #"{"data":{"p":{"shipping":9}}}"#)
  }

  @Test func aFieldOfSeveralServicesIsRefusedInAll() async throws {
    let graph = try AccessGraph([
      "a": "type Query { v: V @shareable @rest(service: \"a\", GET: \"/v\") } type V @shareable { x: Int y: Int }",
      "b": "type Query { v: V @shareable @authenticated @rest(service: \"b\", GET: \"/v\") } type V @shareable { x: Int z: Int }",
    ]) { _ in .json(#"{"x":1,"y":2,"z":3}"#) }
    let refused = try await graph.run("{ v { x y z } }")
    #expect(refused.calls == [])
    #expect(refused.response.hasSuffix(#""data":{"v":null}}"#))
    #expect(try await graph.run("{ v { x y z } }", as: "{}").response == #"{"data":{"v":{"x":1,"y":2,"z":3}}}"#)
  }

  @Test func fieldsThatAnInterfaceObjectAddsAreRefused() async throws {
    let graph = try AccessGraph([
      "a": """
      type Query { media: [Media] @rest(service: "a", GET: "/media") }
      interface Media @key(fields: "id") { id: ID! }
      type Book implements Media @key(fields: "id") { id: ID! }
      """,
      "r": """
      type Media @interfaceObject @key(fields: "id") @rest(service: "r", GET: "/r?ids={$keys.id}", batch: { by: "id" }) {
        id: ID!
        rating: Int @authenticated
      }
      """,
    ]) { request in .json(request.url.target == "/media" ? #"[{"__typename":"Book","id":"1"}]"# : #"[{"id":"1","rating":5}]"#) }
    let refused = try await graph.run("{ media { id rating } }")
    #expect(refused.calls == ["GET http://a/media"])
    #expect(refused.response.hasSuffix(#""data":{"media":[{"id":"1","rating":null}]}}"#))
    #expect(try await graph.run("{ media { rating } }", as: "{}").response == #"{"data":{"media":[{"rating":5}]}}"#)
  }

  @Test func aliasesFragmentsAndConditionsAreRefusedAlike() async throws {
    let graph = try AccessGraph([
      "s": "type Query { open: Int @rest(service: \"s\", GET: \"/open\") mine: Int @authenticated @rest(service: \"s\", GET: \"/mine\") }"
    ]) { _ in .json("1") }
    let query = "query($show: Boolean!) { x: mine ...F ... on Query { z: mine @include(if: $show) } open } fragment F on Query { y: mine }"
    let shown = try await graph.run(query, variables: ["show": true])
    #expect(shown.calls == ["GET http://s/open"])
    #expect(shown.response.hasSuffix(#""data":{"x":null,"y":null,"z":null,"open":1}}"#))
    let hidden = try await graph.run(query, variables: ["show": false])
    #expect(hidden.response.hasSuffix(#""data":{"x":null,"y":null,"open":1}}"#))
    // The plan is cached by its document. Each caller gets an answer of their own.
    let seen = try await graph.run(query, as: "{}", variables: ["show": true])
    #expect(seen.response == #"{"data":{"x":1,"y":1,"z":1,"open":1}}"#)
    #expect(try await graph.run(query, variables: ["show": true]).response == shown.response)
  }

  @Test func policiesAreDecidedOncePerOperation() async throws {
    let policies = CountedPolicies(["a", "c"])
    let graph = try AccessGraph(
      [
        "s": """
        type Query {
          open: Int @rest(service: "s", GET: "/open")
          a: Int @policy(policies: [["a"]]) @rest(service: "s", GET: "/a")
          ab: Int @policy(policies: [["a", "b"]]) @rest(service: "s", GET: "/ab")
          bc: Int @policy(policies: [["b"], ["c"]]) @rest(service: "s", GET: "/bc")
        }
        """
      ], policies: policies
    ) { _ in .json("1") }
    let (response, calls) = try await graph.run("{ a ab bc again: a }")
    #expect(response.hasSuffix(#""data":{"a":1,"ab":null,"bc":1,"again":1}}"#))
    #expect(Set(calls) == ["GET http://s/a", "GET http://s/bc"])
    #expect(policies.questions == [["a", "b", "c"]])
    _ = try await graph.run("{ open __typename }", as: "{}")
    #expect(policies.questions.count == 1)
  }

  @Test func withoutADeciderNoPolicyIsGranted() async throws {
    let graph = try AccessGraph(["s": "type Query { a: Int @policy(policies: [[\"a\"]]) @rest(service: \"s\", GET: \"/a\") }"]) { _ in
      .json("1")
    }
    let (response, calls) = try await graph.run("{ a }", as: #"{"scope": "a", "policies": ["a"]}"#)
    #expect(calls == [])
    #expect(response.hasSuffix(#""data":{"a":null}}"#))
  }

  @Test func introspectionIsUnchanged() async throws {
    let open = "type Query { a: E @rest(service: \"s\", GET: \"/a\") } enum E { A }"
    let restricted =
      "type Query @authenticated { a: E @requiresScopes(scopes: [[\"x\"]]) @rest(service: \"s\", GET: \"/a\") } enum E @authenticated { A }"
    let query = "{ __typename __schema { directives { name } types { name fields { name type { name } } } } __type(name: \"E\") { name } }"
    let answers = try await [open, restricted].asyncMap { try await AccessGraph(["s": $0]) { _ in .json("1") }.run(query).response }
    #expect(answers[0] == answers[1])
    #expect(answers[0].contains(#""__type":{"name":"E"}"#))
  }

  @Test func anOperationListsItsRefusedFieldsAndAvoidedCalls() throws {
    let graph = try AccessGraph([
      "s":
        "type Query { o: [O] @rest(service: \"s\", GET: \"/o\") all: [O] @requiresScopes(scopes: [[\"admin\"]]) @rest(service: \"s\", GET: \"/all\") } type O { a: Int b: Int @authenticated }"
    ]) { _ in .json("1") }
    let plan = try graph.engine.prepare("{ o { a x: b } all { a } }").plan
    let anonymous = AccessDecisions(plan, claims: nil, policies: [])
    #expect(
      plan.refusedFields(anonymous).map { "\($0.path) \($0.coordinate) \($0.requirement)" } == [
        "o.x O.b @authenticated", "all Query.all @requiresScopes(scopes: [[\"admin\"]])",
      ])
    #expect(plan.upstreamBound().calls == 2)
    #expect(plan.upstreamBound(access: anonymous).calls == 1)
    #expect(plan.refusedFields(.open) == [])
  }
}

extension Array {
  fileprivate func asyncMap<Result>(_ transform: (Element) async throws -> Result) async rethrows -> [Result] {
    var results: [Result] = []
    for element in self { results.append(try await transform(element)) }
    return results
  }
}
