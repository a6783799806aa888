import JSON
import Testing

@Suite struct CompletionTests {
  private func run(_ sdl: String, _ query: String, _ root: JSONValue, _ variables: JSONObject = [:]) async throws -> String {
    try await TestExecution(sdl).run(query, root: root, variables: variables)
  }

  @Test(
    arguments: [
      ("Int", 7, "7"), ("Int", 1.0, "1"), ("Int", "12", "12"), ("Int", true, "1"), ("Int", nil, "null"),
      ("Int", 2_147_483_648, "null\nInt cannot represent non 32-bit signed integer value: 2147483648 @ a"),
      ("Int", .number("1e21"), "null\nInt cannot represent non 32-bit signed integer value: 1e21 @ a"),
      ("Int", " 12\n", "12"), ("Int", "+7", "7"), ("Int", "012", "12"),
      ("Int", "", "null\nInt cannot represent non-integer value: \"\" @ a"),
      ("Int", "3000000000", "null\nInt cannot represent non 32-bit signed integer value: \"3000000000\" @ a"),
      ("Int", "1.0", "null\nInt cannot represent non-integer value: \"1.0\" @ a"),
      ("Int", "0x10", "null\nInt cannot represent non-integer value: \"0x10\" @ a"),
      ("Int", 1.5, "null\nInt cannot represent non-integer value: 1.5 @ a"),
      ("Int", "x", "null\nInt cannot represent non-integer value: \"x\" @ a"),
      ("Int", [], "null\nInt cannot represent non-integer value: [] @ a"),
      ("Float", 1.5, "1.5"), ("Float", 3, "3"), ("Float", "2.5", "2.5"),
      ("Float", " .5", "0.5"), ("Float", "+1.", "1"), ("Float", "1e20", "1e+20"), ("Float", "007", "7"),
      ("Float", "nan", "null\nFloat cannot represent non numeric value: \"nan\" @ a"),
      ("Float", " ", "null\nFloat cannot represent non numeric value: \" \" @ a"),
      ("Float", "1e400", "null\nFloat cannot represent non numeric value: \"1e400\" @ a"),
      ("Float", "x", "null\nFloat cannot represent non numeric value: \"x\" @ a"),
      ("Float", .number("12345678901234567890"), "1.2345678901234567e+19"), ("Float", .number("123456789012345"), "123456789012345"),
      ("Float", .number("1e999"), "null\nFloat cannot represent non numeric value: 1e999 @ a"),
      ("String", "x\"y", "\"x\\\"y\""), ("String", 1.50, "\"1.5\""), ("String", false, "\"false\""),
      ("String", ["a": 1], "null\nString cannot represent value: { a: 1 } @ a"),
      ("Boolean", true, "true"), ("Boolean", 0, "false"),
      ("Boolean", "true", "null\nBoolean cannot represent a non boolean value: \"true\" @ a"),
      ("ID", "x", "\"x\""), ("ID", 12, "\"12\""),
      ("ID", .number("123456789012345678901"), "\"123456789012345678901\""), ("ID", 1.5, "null\nID cannot represent value: 1.5 @ a"),
      ("E", "A", "\"A\""), ("E", "X", "null\nEnum \"E\" cannot represent value: \"X\" @ a"),
      ("E", 1, "null\nEnum \"E\" cannot represent value: 1 @ a"),
      ("Any", ["x": [1, nil]], "{\"x\":[1,null]}"), ("Any", .number("999.990"), "999.990"),
      ("[Int]", [1, nil, 3], "[1,null,3]"), ("[Int]", [1, "x"], "[1,null]\nInt cannot represent non-integer value: \"x\" @ a.1"),
      ("[Int!]", [1, nil], "null\nCannot return null for non-nullable field Query.a. @ a.1"),
      ("[[Int!]]", [[1], [nil], []], "[[1],null,[]]\nCannot return null for non-nullable field Query.a. @ a.1.0"),
      ("[Int]", 1, "null\nExpected Iterable, but did not find one for field \"Query.a\". @ a"),
    ] as [(String, JSONValue, String)])
  func coercesResults(type: String, value: JSONValue, expected: String) async throws {
    let text = try await run("scalar Any enum E { A B } type Query { a: \(type) e: E any: Any }", "{ a }", ["a": value])
    let lines = expected.split(separator: "\n", maxSplits: 1)
    #expect(text == "{\"a\":\(lines[0])}" + (lines.count > 1 ? "\n" + lines[1] : ""))
  }

  @Test func nullPropagatesToTheNearestNullablePosition() async throws {
    let sdl = "type Query { o: O p: P! } type O { p: P! x: Int } type P { q: Q! } type Q { n: Int! }"
    let inner: JSONValue = ["q": ["n": nil]]
    #expect(
      try await run(sdl, "{ o { x p { q { n } } } }", ["o": ["x": 1, "p": inner]])
        == "{\"o\":null}\nCannot return null for non-nullable field Q.n. @ o.p.q.n")
    #expect(
      try await run(sdl, "{ o { x } p { q { n } } }", ["o": ["x": 1], "p": inner])
        == "null\nCannot return null for non-nullable field Q.n. @ p.q.n")
  }

  @Test func onlyTheFailedListElementIsNull() async throws {
    let sdl = "type Query { l: [O] m: [O!] } type O { n: Int! s: String }"
    let list: JSONValue = [["n": 1, "s": "a"], ["n": "bad"], nil, ["n": 3]]
    #expect(
      try await run(sdl, "{ l { s n } }", ["l": list])
        == "{\"l\":[{\"s\":\"a\",\"n\":1},null,null,{\"s\":null,\"n\":3}]}\nInt cannot represent non-integer value: \"bad\" @ l.1.n")
    #expect(
      try await run(sdl, "{ m { n } }", ["m": [["n": 1], nil]])
        == "{\"m\":null}\nCannot return null for non-nullable field Query.m. @ m.1")
  }

  @Test func responseKeysHaveTheOrderOfTheSelections() async throws {
    let sdl = "type Query { a: Int b: Int c: Int o: O } type O { x: Int y: Int }"
    let root: JSONValue = ["a": 1, "b": 2, "c": 3, "o": ["x": 1, "y": 2]]
    #expect(
      try await run(sdl, "{ c a: b ...F o { y } b o { x y } } fragment F on Query { a: b b }", root)
        == "{\"c\":3,\"a\":2,\"b\":2,\"o\":{\"y\":2,\"x\":1}}")
  }

  @Test func skipsAndIncludes() async throws {
    let sdl = "type Query { a: Int b: Int o: O } type O { x: Int y: Int }"
    let root: JSONValue = ["a": 1, "b": 2, "o": ["x": 1, "y": 2]]
    let query =
      "query($t: Boolean!, $f: Boolean = false) { a @include(if: $f) b a @skip(if: $f) o @include(if: $t) { x } o { y } ... @include(if: $f) { c: b } d: a @skip(if: true) }"
    // The first included selection of a response key determines its position.
    #expect(try await run(sdl, query, root, ["t": true]) == "{\"b\":2,\"a\":1,\"o\":{\"x\":1,\"y\":2}}")
    #expect(try await run(sdl, query, root, ["t": false, "f": true]) == "{\"a\":1,\"b\":2,\"o\":{\"y\":2},\"c\":2}")
    #expect(
      try await run(sdl, query, root, ["t": true, "f": nil]) == "null\nArgument \"if\" of non-null type \"Boolean!\" must not be null. @ ")
  }

  @Test func resolvesAbstractTypesByTypename() async throws {
    let sdl =
      "type Query { n: [N] u: U } interface N { id: ID } type A implements N { id: ID a: Int } type B implements N { id: ID b: Int } union U = A | B"
    let root: JSONValue = [
      "n": [["__typename": "A", "id": 1, "a": 2], ["__typename": "B", "id": 3, "b": 4], ["id": 5], ["__typename": "Query"]],
      "u": ["__typename": "B", "b": 1],
    ]
    let text = try await run(sdl, "{ n { __typename id ... on A { a } ... on B { b } } u { ... on N { id } ... on B { b } } }", root)
    #expect(text.hasPrefix(#"{"n":[{"__typename":"A","id":"1","a":2},{"__typename":"B","id":"3","b":4},null,null],"u":{"id":null,"b":1}}"#))
    #expect(text.contains("Abstract type \"N\" must resolve to an Object type at runtime for field \"Query.n\".") && text.contains("@ n.2"))
  }

  @Test func acceptsValuesOfTheWrongShape() async throws {
    let sdl = "type Query { o: O l: [O] } type O { x: Int o: O }"
    for root in [["o": 5, "l": 5], ["o": [["x": 1]], "l": ["x": 1]], ["o": ["x": ["x": 1], "o": "y"], "l": [[1], 2, "z"]], [], "text"]
      as [JSONValue]
    {
      let text = try await run(sdl, "{ o { x o { x } } l { x } }", root)
      #expect(text.hasPrefix("{\"o\":"))
    }
  }
}
