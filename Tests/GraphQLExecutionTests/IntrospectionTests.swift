import GraphQLExecution
import JSON
import Testing

@Suite struct IntrospectionTests {
  private let sdl = """
    "The root." type Query { "Old." a(x: Int = 3, l: [E!]): [Thing!]! @deprecated(reason: "old") b: U }
    interface Node { id: ID! } type Thing implements Node { id: ID! n: N }
    union U = Thing input N { x: [Int!] = [1, 2] y: String @deprecated } enum E { A B @deprecated }
    scalar Date @specifiedBy(url: "https://example.com/date") input One @oneOf { d: Date n: N }
    """

  private func run(_ query: String, _ variables: JSONObject = [:]) async throws -> String {
    try await TestExecution(
      sdl.replacing("type Thing implements Node { id: ID! n: N }", with: "type Thing implements Node { id: ID! n(n: N, o: One): Int }")
    )
    .run(query, variables: variables)
  }

  @Test func describesTypes() async throws {
    #expect(
      try await run(
        "{ __type(name: \"Query\") { kind name description fields { name } all: fields(includeDeprecated: true) { name isDeprecated deprecationReason type { kind name ofType { kind ofType { kind ofType { kind name } } } } args { name defaultValue type { name kind } } } } }"
      )
        == #"{"__type":{"kind":"OBJECT","name":"Query","description":"The root.","fields":[{"name":"b"}],"all":[{"name":"a","isDeprecated":true,"deprecationReason":"old","type":{"kind":"NON_NULL","name":null,"ofType":{"kind":"LIST","ofType":{"kind":"NON_NULL","ofType":{"kind":"OBJECT","name":"Thing"}}}},"args":[{"name":"x","defaultValue":"3","type":{"name":"Int","kind":"SCALAR"}},{"name":"l","defaultValue":null,"type":{"name":null,"kind":"LIST"}}]},{"name":"b","isDeprecated":false,"deprecationReason":null,"type":{"kind":"UNION","name":"U","ofType":null},"args":[]}]}}"#
    )
    #expect(try await run("{ __type(name: \"Nope\") { name } }") == #"{"__type":null}"#)
    #expect(
      try await run(
        "query($d: Boolean!) { e: __type(name: \"E\") { enumValues(includeDeprecated: $d) { name } } d: __type(name: \"Date\") { specifiedByURL } o: __type(name: \"One\") { isOneOf inputFields { name } } n: __type(name: \"Node\") { possibleTypes { name } } i: __type(name: \"N\") { inputFields { name defaultValue } } t: __type(name: \"Thing\") { interfaces { name } } }",
        ["d": true])
        == #"{"e":{"enumValues":[{"name":"A"},{"name":"B"}]},"d":{"specifiedByURL":"https://example.com/date"},"o":{"isOneOf":true,"inputFields":[{"name":"d"},{"name":"n"}]},"n":{"possibleTypes":[{"name":"Thing"}]},"i":{"inputFields":[{"name":"x","defaultValue":"[1, 2]"}]},"t":{"interfaces":[{"name":"Node"}]}}"#
    )
  }

  @Test func describesTheSchema() async throws {
    let text = try await run(
      "{ __typename __schema { queryType { name } mutationType { name } types { name } directives { name isRepeatable locations args { name type { ofType { name } } } } } }"
    )
    let data = JSONValue(try JSONDocument(parsing: text).root)
    #expect(
      data["__typename"] == "Query" && data["__schema"]?["queryType"]?["name"] == "Query" && data["__schema"]?["mutationType"] == .null)
    #expect(
      text.contains(
        #"{"name":"skip","isRepeatable":false,"locations":["FIELD","FRAGMENT_SPREAD","INLINE_FRAGMENT"],"args":[{"name":"if","type":{"ofType":{"name":"Boolean"}}}]}"#
      ))
    #expect(text.contains(#"{"name":"__Type"}"#))
  }

  @Test func writesCoercedDefaultValues() async throws {
    let execution = try TestExecution(
      """
      enum E { A } scalar Any
      input I { a: Int! = 3 b: [Float] = 1E-2 e: E = A id: ID = "7" s: ID = "07" any: Any = {k: [ENUM, 2.0]} n: I f: Float = 9007199254740993 g: Float = 9.9e15 o: J = {e: A, f: 1} }
      input J { f: Float = 2 e: E n: Int }
      type Query { a: Int }
      """)
    let answer = try await execution.run("{ __type(name: \"I\") { inputFields { defaultValue } } }")
    let values = [
      #""3""#, #""[0.01]""#, #""A""#, #""7""#, #""\"07\"""#, #""{k: [\"ENUM\", 2]}""#, "null", #""9007199254740992""#,
      #""9900000000000000""#, #""{f: 1, e: A}""#,
    ]
    #expect(answer == #"{"__type":{"inputFields":["# + values.map { #"{"defaultValue":\#($0)}"# }.joined(separator: ",") + "]}}")
  }

  @Test(arguments: [
    ("args { name }", #"[{"args":[{"name":"x"}]}]"#),
    ("args(includeDeprecated: true) { name }", #"[{"args":[{"name":"x"},{"name":"y"}]}]"#),
  ])
  func listsNamesOfArguments(_ selection: String, _ fields: String) async throws {
    let execution = try TestExecution("type Query { a(x: Int, y: Int @deprecated): Int }")
    let answer = try await execution.run("{ __type(name: \"Query\") { fields { \(selection) } } }")
    #expect(answer == #"{"__type":{"fields":\#(fields)}}"#)
  }
}
