import GraphQLExecution
import GraphQLLanguage
import JSON
import Testing

@Suite struct WaveTests {
  private let orders = RecordingLoader("orders") { _, arguments in
    if let n = arguments["n"] { return value(["id": n, "user": "u1"]) }
    return value([
      ["id": "o1", "user": "u1", "buyer": "u2", "note": "a"], ["id": "o2", "user": "u1", "buyer": nil],
      ["id": "o3", "user": ["id": "u9", "name": "given"], "buyer": 7],
    ])
  }
  private let users = RecordingLoader("users") { key, _ in
    switch key.texts.first {
    case nil: value(["id": "u1", "name": "N-u1", "friend": "u2"])
    case "u9": .missing
    case "bad": .failure(LoadFailure("down", code: "SERVICE_UNAVAILABLE"))
    case let id?: value(["id": .string(id), "name": .string("N-\(id)"), "friend": "u1"])
    }
  }
  private let ordersOfUser = RecordingLoader("ordersOfUser") { key, _ in
    guard let id = key.texts.first,
      let document = try? JSONDocument(parsing: "[{\"id\":\"x-\(id)\",\"user\":\"\(id)\"},{\"id\":\"y-\(id)\"}]")
    else { return .missing }
    return .list(Array(document.root.elements))
  }

  private func run(_ query: String) async throws -> String {
    try await TestExecution(ShopPlanner.sdl, planner: ShopPlanner(orders: orders, users: users, ordersOfUser: ordersOfUser)).run(query)
  }

  @Test func aWaveCallsALoaderOnceForAllPositions() async throws {
    #expect(
      try await run("{ orders { id user { name } buyer { id name } } }")
        == #"{"orders":[{"id":"o1","user":{"name":"N-u1"},"buyer":{"id":"u2","name":"N-u2"}},{"id":"o2","user":{"name":"N-u1"},"buyer":null},{"id":"o3","user":null,"buyer":{"id":"7","name":"N-7"}}]}"#
        + "\nThis User was not found. @ orders.2.user.name")
    #expect(users.batches == ["[u1,u9,u2,7]"])
    #expect(orders.batches == ["[]"])
  }

  @Test func aLoadedKeyIsNotLoadedAgain() async throws {
    #expect(
      try await run("{ orders { user { friend { name } } } }")
        == #"{"orders":[{"user":{"friend":{"name":"N-u1"}}},{"user":{"friend":{"name":"N-u1"}}},{"user":{"friend":null}}]}"#)
    // The friend of u1 is u1, which is loaded.
    #expect(users.batches == ["[u1,u9]"])
  }

  @Test func theKeyOfAReferenceIsNotLoaded() async throws {
    #expect(
      try await run("{ orders { user { id __typename } } }")
        == #"{"orders":[{"user":{"id":"u1","__typename":"User"}},{"user":{"id":"u1","__typename":"User"}},{"user":{"id":"u9","__typename":"User"}}]}"#
    )
    #expect(users.batches.isEmpty)
  }

  @Test func anEntityReferenceOfItsOwnOriginIsLoaded() async throws {
    #expect(
      try await run("{ me { id name friend { id name } } }") == #"{"me":{"id":"u1","name":"N-u1","friend":{"id":"u2","name":"N-u2"}}}"#)
    #expect(users.batches == ["[]", "[u2]"])
  }

  @Test func differentArgumentsAreDifferentBatches() async throws {
    let text = try await run("{ orders { user { a: orders(first: 1) { id } b: orders(first: 2) { id } c: orders(first: 1) { id } } } }")
    #expect(text.hasPrefix(#"{"orders":[{"user":{"a":[{"id":"x-u1"},{"id":"y-u1"}],"b":[{"id":"x-u1"},"#))
    #expect(Set(ordersOfUser.batches) == [#"[u1,u9]{"first":1}"#, #"[u1,u9]{"first":2}"#] && ordersOfUser.batches.count == 2)
  }

  @Test func listsOfLoadersInListsOfLoadersKeepTheirPositions() async throws {
    let text = try await run("{ orders { id user { orders { id user { name } } } } }")
    let list = { (u: String, name: String) in #"[{"id":"x-\#(u)","user":\#(name)},{"id":"y-\#(u)","user":null}]"# }
    #expect(
      text.hasPrefix(
        #"{"orders":[{"id":"o1","user":{"orders":\#(list("u1", #"{"name":"N-u1"}"#))}},{"id":"o2","user":{"orders":\#(list("u1", #"{"name":"N-u1"}"#))}},{"id":"o3","user":{"orders":\#(list("u9", "null"))}}]}"#
      ))
  }

  @Test func elementsAfterTheOneThatNullsTheirListKeepTheirRows() async throws {
    let orders = RecordingLoader("orders") { _, _ in value([["id": "o1", "user": "u1"], ["id": "o2", "user": "u2"]]) }
    let ordersOfUser = RecordingLoader("ordersOfUser") { key, _ in
      let text = key.texts.first == "u1" ? #"[{"id":null},{"id":"y","user":"u3"}]"# : #"[{"id":"z","user":"u4"}]"#
      return (try? JSONDocument(parsing: text)).map { .list(Array($0.root.elements)) } ?? .missing
    }
    let execution = try TestExecution(ShopPlanner.sdl, planner: ShopPlanner(orders: orders, users: users, ordersOfUser: ordersOfUser))
    #expect(
      try await execution.run("{ orders { user { orders { id user { name } } } } }")
        == #"{"orders":[{"user":{"orders":null}},{"user":{"orders":[{"id":"z","user":{"name":"N-u4"}}]}}]}"#
        + "\nCannot return null for non-nullable field Order.id. @ orders.0.user.orders.0.id")
  }

  @Test func skippedFieldsAreNotLoaded() async throws {
    _ = try await run("{ orders { id user { id name @include(if: false) } } }")
    #expect(users.batches.isEmpty)
    let execution = try TestExecution(ShopPlanner.sdl, planner: ShopPlanner(orders: orders, users: users, ordersOfUser: ordersOfUser))
    let query = "query($v: Boolean!) { orders { id user @include(if: $v) { name } buyer { nick @include(if: $v) id } } }"
    _ = try await execution.run(query, variables: ["v": false])
    #expect(users.batches.isEmpty)
    _ = try await execution.run(query, variables: ["v": true])
    #expect(users.batches == ["[u1,u9,u2,7]"])
  }

  @Test func rootFieldsOfAMutationRunSeriallyAndShareNoValues() async throws {
    let text = try await run("mutation { a: add(n: 1) { id user { name } } b: add(n: 2) { user { name } } }")
    #expect(text == #"{"a":{"id":"1","user":{"name":"N-u1"}},"b":{"user":{"name":"N-u1"}}}"#)
    #expect(orders.batches == [#"[]{"n":1}"#, #"[]{"n":2}"#])
    #expect(users.batches == ["[u1]", "[u1]"])
  }

  @Test func noRootFieldRunsAfterOneThatNullsTheRoot() async throws {
    let failing = RecordingLoader("orders") { _, arguments in
      arguments["n"] == nil ? .failure(LoadFailure("no", code: "X")) : value(["id": 1])
    }
    let execution = try TestExecution(ShopPlanner.sdl, planner: ShopPlanner(orders: failing, users: users, ordersOfUser: ordersOfUser))
    #expect(try await execution.run("mutation { a: add(n: 1) { id } fail { id } b: add(n: 2) { id } }") == "null\nno @ fail")
    #expect(failing.batches == [#"[]{"n":1}"#, "[]"])
  }

  @Test func aFailedLayerIsOneErrorPerObject() async throws {
    let bad = RecordingLoader("orders") { _, _ in value([["id": "o1", "buyer": "bad"], ["id": "o2", "buyer": "u1"]]) }
    let execution = try TestExecution(ShopPlanner.sdl, planner: ShopPlanner(orders: bad, users: users, ordersOfUser: ordersOfUser))
    #expect(
      try await execution.run("{ orders { buyer { id nick friend { id } } } }")
        == #"{"orders":[{"buyer":{"id":"bad","nick":null,"friend":null}},{"buyer":{"id":"u1","nick":null,"friend":{"id":"u1"}}}]}"#
        + "\ndown @ orders.0.buyer.nick")
  }

  @Test func describesItsWaves() throws {
    let execution = try TestExecution(ShopPlanner.sdl, planner: ShopPlanner(orders: orders, users: users, ordersOfUser: ordersOfUser))
    let document = try Parser.parse("query Q { orders { id user { name orders { id } } buyer { name } } }")
    let plan = try OperationPlan(document: document, operationName: nil, schema: execution.schema, planner: execution.planner)
    #expect(
      plan.description == """
        query Q
        wave 1
          orders -> orders
        wave 2
          users -> @orders.user, @orders.buyer
          ordersOfUser -> orders.user.orders
        """)
  }
}
