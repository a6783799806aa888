import GraphQLExecution
import GraphQLLanguage
import GraphQLSchema
import JSON
import Testing

/// Completion copies most leaf values from the response as they are. A reader turns this off, so a reader that changes nothing gives the
/// result of the general path: both must be equal to the byte.
@Suite struct CopiedValuesTests {
  private struct UnchangedValues: ValueReader {
    func failure(of value: JSONView) -> LoadFailure? { nil }
    func value(_ value: JSONView, of field: FieldDefinition, arguments: JSONObject) -> JSONView { value }
  }

  private static let texts = [
    "null", "true", "false", "0", "-0", "7", "-7", "12345678", "123456789", "1234567890", "2147483647", "2147483648", "-2147483648",
    "-2147483649", "12345678901234567890", "1.0", "1.5", "-1.5", "0.1", "1e3", "1E3", "1e-3", "10e-1", "1e21", "1e400", "-1e400",
    "123456789012.45", "1234567890123.45", "12345678901234.5678", "0.30000000000000004", "\"\"", "\"x\"", "\"7\"", "\" 7 \"", "\"1.5\"",
    "\"true\"", "\"A\"", "\"B\"", "\"ä€😀\"", #""\u0041""#, #""\n""#, #""\"quoted\"""#, #""\ud83d\ude00""#, "[]", "[1]", "[\"A\"]", "[null]",
    "{}", "{\"a\":1}",
  ]

  /// Lists of objects: one object for each text, one without the member, one with the member twice, and values that are not objects.
  private static var items: [String] {
    texts.map { "{\"a\":\($0)}" } + [
      "{}", "{\"b\":1}", "{\"a\":1,\"a\":\"second\"}", "{\"a\":\"first\",\"a\":2}", #"{"\u0061":"escaped name"}"#,
    ]
  }

  private func results(_ sdl: String, _ query: String, _ root: String) async throws -> [ExecutionResult] {
    let schema = try Schema(source: sdl)
    let plan = try OperationPlan(
      document: try Parser.parse(query), operationName: nil, schema: schema, planner: DefaultFieldPlanner())
    let variables = try plan.coerceVariables([:])
    let document = try JSONDocument(parsing: root).root
    var results: [ExecutionResult] = []
    for reader in [nil, UnchangedValues()] as [(any ValueReader)?] {
      let executor = Executor(showsValues: true, reader: reader)
      results.append(await executor.execute(plan, variables: variables, context: ExecutionContext(), root: document))
    }
    return results
  }

  @Test(arguments: ["String", "ID", "Int", "Float", "Boolean", "E", "Any", "[Int]", "[String!]"], ["", "!"])
  func areThoseOfTheGeneralPath(type: String, mark: String) async throws {
    let sdl = "scalar Any enum E { A B } type Query { l: [O] m: [O!] } type O { a: \(type)\(mark) b: Int }"
    let list = "[\(Self.items.joined(separator: ","))]"
    let results = try await results(sdl, "{ l { x: a a b } }", "{\"l\":\(list)}")
    #expect(results[0].data == results[1].data, "\(String(decoding: results[0].data, as: UTF8.self))")
    #expect(results[0].errors.map(\.message) == results[1].errors.map(\.message))
    #expect(results[0].errors.map(\.path) == results[1].errors.map(\.path))
    // A null in an object that may not be null removes the whole list, so each item is tried alone.
    for item in Self.items {
      let results = try await self.results(sdl, "{ m { a b } }", "{\"m\":[\(item)]}")
      #expect(results[0].data == results[1].data, "\(item)")
      #expect(results[0].errors.map(\.message) == results[1].errors.map(\.message), "\(item)")
    }
  }

  @Test func ofRandomObjectsAreThoseOfTheGeneralPath() async throws {
    var generator = SystemRandomNumberGenerator()
    let types = ["String", "ID", "Int", "Float", "Boolean", "Any", "E"]
    for _ in 0..<200 {
      let fields = (0..<Int.random(in: 1...6, using: &generator)).map { index in
        "f\(index): \(types.randomElement(using: &generator) ?? "Int")\(Bool.random(using: &generator) ? "!" : "")"
      }
      let names = fields.indices.map { "f\($0)" }
      let object = names.shuffled(using: &generator).compactMap { name in
        Int.random(in: 0..<8, using: &generator) == 0 ? nil : "\"\(name)\":\(Self.texts.randomElement(using: &generator) ?? "0")"
      }
      let sdl = "scalar Any enum E { A B } type Query { o: O } type O { o: O \(fields.joined(separator: " ")) }"
      let text = "{\(object.joined(separator: ","))}"
      let inner = text == "{}" ? "{}" : text.dropLast() + ",\"o\":\(text)}"
      let selection = names.joined(separator: " ")
      let results = try await results(sdl, "{ o { \(selection) o { \(selection) } } }", "{\"o\":\(inner)}")
      #expect(results[0].data == results[1].data, "\(sdl) \(inner)")
      #expect(results[0].errors.map(\.path) == results[1].errors.map(\.path), "\(sdl) \(inner)")
    }
  }
}
