import JSON
import Testing

@Suite struct CoercionTests {
  private let sdl = """
    enum E { A B } scalar Any
    input I { a: Int! = 3 b: [String!] c: I e: E = B }
    input One @oneOf { x: Int y: String }
    type Query { f(i: Int, n: Int!, l: [Int], o: I, one: One, e: E, id: ID, x: Float, any: Any): Any }
    """

  /// Returns the errors of the variables, or the arguments that the loader gets.
  private func run(_ query: String, _ variables: JSONObject = [:]) async throws -> String {
    let loader = RecordingLoader("args") { _, arguments in value(.object(arguments)) }
    return try await TestExecution(sdl, planner: RootPlanner(loader: loader)).run(query, variables: variables)
  }

  @Test(arguments: [
    ("(i: 1, n: 2)", #"{"i":1,"n":2}"#), ("(n: 1, l: 5)", #"{"n":1,"l":[5]}"#), ("(n: 1, l: null)", #"{"n":1,"l":null}"#),
    ("(n: 1, l: [1, null])", #"{"n":1,"l":[1,null]}"#), ("(n: 1, o: {})", #"{"n":1,"o":{"a":3,"e":"B"}}"#),
    ("(n: 1, o: {a: 1, b: \"x\", c: {e: A}})", #"{"n":1,"o":{"a":1,"b":["x"],"c":{"a":3,"e":"A"},"e":"B"}}"#),
    ("(n: 1, one: {x: 1})", #"{"n":1,"one":{"x":1}}"#), ("(n: 1, id: 5, x: 1, e: B)", #"{"n":1,"e":"B","id":"5","x":1}"#),
    ("(n: 1, any: {a: [1.50, \"x\", null, E]})", #"{"n":1,"any":{"a":[1.50,"x",null,"E"]}}"#),
  ])
  func coercesLiterals(arguments: String, expected: String) async throws {
    #expect(try await run("{ f\(arguments) }") == "{\"f\":\(expected)}")
  }

  @Test(
    arguments: [
      ("$v: Int", "n: 1, i: $v", [:], #"{"n":1}"#), ("$v: Int", "n: 1, i: $v", ["v": nil], #"{"i":null,"n":1}"#),
      ("$v: Int = 4", "n: 1, i: $v", [:], #"{"i":4,"n":1}"#), ("$v: Int = 4", "n: $v", [:], #"{"n":4}"#),
      ("$v: Int!", "n: $v", ["v": 2.0], #"{"n":2}"#),
      ("$v: [Int]", "n: 1, l: $v", ["v": 7], #"{"n":1,"l":[7]}"#), ("$v: Int", "n: 1, l: [$v, 2]", [:], #"{"n":1,"l":[null,2]}"#),
      ("$v: I", "n: 1, o: $v", ["v": ["b": ["x"]]], #"{"n":1,"o":{"a":3,"b":["x"],"e":"B"}}"#),
      ("$v: String!", "n: 1, o: {b: [$v]}", ["v": "s"], #"{"n":1,"o":{"a":3,"b":["s"],"e":"B"}}"#),
      ("$v: E", "n: 1, e: $v, o: {e: $v}", ["v": "A"], #"{"n":1,"o":{"a":3,"e":"A"},"e":"A"}"#),
      ("$v: One", "n: 1, one: $v", ["v": ["y": "s"]], #"{"n":1,"one":{"y":"s"}}"#),
      ("$v: ID", "n: 1, id: $v", ["v": 5], #"{"n":1,"id":"5"}"#),
      ("$v: Any", "n: 1, any: $v", ["v": ["deep": [1.50]]], #"{"n":1,"any":{"deep":[1.5]}}"#),
    ] as [(String, String, JSONObject, String)])
  func coercesVariables(definition: String, arguments: String, variables: JSONObject, expected: String) async throws {
    #expect(try await run("query(\(definition)) { f(\(arguments)) }", variables) == "{\"f\":\(expected)}")
  }

  @Test(
    arguments: [
      ("Int!", "n", [:], "Variable \"$v\" of required type \"Int!\" was not provided."),
      ("Int!", "n", ["v": nil], "Variable \"$v\" of non-null type \"Int!\" must not be null."),
      ("Int!", "n", ["v": "1"], "Variable \"$v\" got invalid value \"1\"; Int cannot represent non-integer value: \"1\""),
      (
        "Int!", "n", ["v": 3_000_000_000],
        "Variable \"$v\" got invalid value 3000000000; Int cannot represent non 32-bit signed integer value: 3000000000"
      ),
      (
        "E", "e", ["v": "C"],
        "Variable \"$v\" got invalid value \"C\"; Value \"C\" does not exist in \"E\" enum. "
          + "Did you mean the enum value \"A\" or \"B\"?"
      ),
      ("E", "e", ["v": 1], "Variable \"$v\" got invalid value 1; Enum \"E\" cannot represent non-string value: 1."),
      (
        "[Int]", "l", ["v": [1, "x"]], "Variable \"$v\" got invalid value \"x\" at \"v[1]\"; Int cannot represent non-integer value: \"x\""
      ),
      ("I", "o", ["v": 1], "Variable \"$v\" got invalid value 1; Expected type \"I\" to be an object."),
      (
        "I", "o", ["v": ["a": nil]],
        "Variable \"$v\" got invalid value null at \"v.a\"; Expected non-nullable type \"Int!\" not to be null."
      ),
      (
        "I", "o", ["v": ["z": 1]],
        "Variable \"$v\" got invalid value { z: 1 }; Field \"z\" is not defined by type \"I\". Did you mean \"a\", \"b\", \"c\", or \"e\"?"
      ),
      (
        "One", "one", ["v": ["q": 1, "x": 1]],
        "Variable \"$v\" got invalid value { q: 1, x: 1 }; Field \"q\" is not defined by type \"One\". Did you mean \"x\" or \"y\"?"
      ),
      (
        "Int", "i", ["v": .array((1...12).map { .number($0) })],
        "Variable \"$v\" got invalid value [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, ... 2 more items]; "
          + "Int cannot represent non-integer value: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, ... 2 more items]"
      ),
      (
        "Int", "i", ["v": [[[[1]]], []]],
        "Variable \"$v\" got invalid value [[[Array]], []]; Int cannot represent non-integer value: [[[Array]], []]"
      ),
      (
        "Int", "i", ["v": ["a": ["b": ["c": [:]], "d": [:]]]],
        "Variable \"$v\" got invalid value { a: { b: [Object], d: {} } }; "
          + "Int cannot represent non-integer value: { a: { b: [Object], d: {} } }"
      ),
      (
        "Int", "i", ["v": .number("9223372036854775808")],
        "Variable \"$v\" got invalid value 9223372036854775808; "
          + "Int cannot represent non 32-bit signed integer value: 9223372036854775808"
      ),
      ("One", "one", ["v": [:]], "Variable \"$v\" got invalid value {}; Exactly one key must be specified for OneOf type \"One\"."),
      ("One", "one", ["v": ["x": nil]], "Variable \"$v\" got invalid value null at \"v.x\"; Field \"x\" must be non-null."),
      ("ID", "id", ["v": 1.5], "Variable \"$v\" got invalid value 1.5; ID cannot represent value: 1.5"),
    ] as [(String, String, JSONObject, String)])
  func rejectsVariables(type: String, argument: String, variables: JSONObject, message: String) async throws {
    let rest = argument == "n" ? "" : "n: 1, "
    #expect(try await run("query($v: \(type)) { f(\(rest)\(argument): $v) }", variables) == message)
  }

  @Test func aNullVariableForANonNullArgumentIsAnErrorOfTheField() async throws {
    #expect(
      try await run("query($v: Int = 1) { f(n: $v) }", ["v": nil])
        == "{\"f\":null}\nArgument \"n\" of non-null type \"Int!\" must not be null. @ f")
  }
}
