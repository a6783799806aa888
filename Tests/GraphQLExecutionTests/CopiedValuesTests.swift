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

  private func results(
    _ sdl: String, _ query: String, _ root: String, planner: any SourcePlanner = DefaultFieldPlanner()
  ) async throws -> [ExecutionResult] {
    let schema = try Schema(source: sdl)
    let plan = try OperationPlan(document: try Parser.parse(query), operationName: nil, schema: schema, planner: planner)
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

  /// Members in any order, some of them absent, twice, with an escaped name, or of other names.
  private static func object(_ members: [(name: String, value: () -> String)], _ generator: inout some RandomNumberGenerator) -> String {
    var texts: [String] = []
    for (name, value) in members.shuffled(using: &generator) {
      switch Int.random(in: 0..<24, using: &generator) {
      case 0: continue
      case 1: texts += ["\"\(name)\":\(value())", "\"\(name)\":\(value())"]
      case 2: texts.append("\"\\u00\(String(name.utf8.first ?? 0x61, radix: 16))\(name.dropFirst())\":\(value())")
      case 3: texts += ["\"\(name)x\":{\"\(name)\":[1]}", "\"\(name)\":\(value())"]
      default: texts.append("\"\(name)\" : \(value())")
      }
    }
    return "{\(texts.joined(separator: ", "))}"
  }

  /// The objects of most lists have the same members in the same order, which completion makes use of.
  @Test func ofRandomListsAreThoseOfTheGeneralPath() async throws {
    var generator = SystemRandomNumberGenerator()
    let sdl = """
      scalar Any enum E { A B } type Query { l: [O] k: [[O!]] m: [O!]! }
      type O { longIdentifier: ID s: String! i: Int any: Any e: E o: O l: [O!] n: [Int] }
      """
    let leaves = "longIdentifier s i any e n"
    let query = "{ l { \(leaves) o { \(leaves) o { s } l { i s } } l { \(leaves) } } k { s longIdentifier i } m { i o { s } s } }"
    for _ in 0..<150 {
      // Each text comes from a few forms, so that objects repeat their shapes.
      var forms: [String] = []
      for _ in 0..<Int.random(in: 1...4, using: &generator) {
        let values = (0..<8).map { _ in Self.texts.randomElement(using: &generator) ?? "0" }
        let usual = Bool.random(using: &generator)
        func form(_ depth: Int) -> String {
          var inner = SystemRandomNumberGenerator()
          var members: [(name: String, value: () -> String)] = [
            ("longIdentifier", { usual ? "12" : values[0] }), ("s", { usual ? "\"text of it\"" : values[1] }),
            ("i", { usual ? "7" : values[2] }),
            ("any", { values[3] }), ("e", { usual ? "\"A\"" : values[4] }), ("n", { "[1,\(values[5])]" }),
          ]
          if depth > 0 {
            members.append(("o", { Bool.random() ? form(depth - 1) : "null" }))
            members.append(("l", { "[\(form(depth - 1)),\(form(depth - 1))]" }))
          }
          return Self.object(members, &inner)
        }
        forms.append(form(2))
      }
      func list() -> String { "[\((0..<Int.random(in: 0...8)).map { _ in forms.randomElement() ?? "null" }.joined(separator: ","))]" }
      let root = "{\"l\":\(list()),\"k\":[\(list()),null,\(list())],\"m\":\(list())}"
      let results = try await results(sdl, query, root)
      #expect(results[0].data == results[1].data, "\(root)")
      #expect(results[0].errors.map(\.message) == results[1].errors.map(\.message), "\(root)")
      #expect(results[0].errors.map(\.path) == results[1].errors.map(\.path), "\(root)")
    }
  }

  /// Entities that other objects refer to by their keys, by abbreviated objects, or not at all.
  @Test func ofRandomEntitiesAreThoseOfTheGeneralPath() async throws {
    var generator = SystemRandomNumberGenerator()
    let keys = ["1", "\"1\"", "2", "\"b\"", "3.0", "\"ü\""]
    let query = """
      { orders { id note user { id name nick friend { nick id } orders { id user { name } } } buyer { nick key: id name } }
        me { name friend { name id nick } orders { note } } }
      """
    for _ in 0..<200 {
      func key() -> String { keys.randomElement(using: &generator) ?? "1" }
      func reference() -> String {
        switch Int.random(in: 0..<8, using: &generator) {
        case 0: "null"
        case 1: "{\"id\":\(key())}"
        case 2: "{\"id\":\(key()),\"name\":\(text("\"N\"")),\"nick\":null}"
        default: key()
        }
      }
      func text(_ usual: String) -> String {
        Int.random(in: 0..<6, using: &generator) == 0 ? Self.texts.randomElement(using: &generator) ?? "0" : usual
      }
      func order() -> String {
        let (id, user, buyer, note) = (text("\"o\""), reference(), reference(), text("null"))
        var inner = SystemRandomNumberGenerator()
        return Self.object([("id", { id }), ("user", { user }), ("buyer", { buyer }), ("note", { note })], &inner)
      }
      func orders() -> String { "[\((0..<Int.random(in: 0...5, using: &generator)).map { _ in order() }.joined(separator: ","))]" }
      func user(_ id: String) throws -> LoadOutcome {
        let (name, nick, friend) = (text("\"Name\""), text("\"Nick\""), reference())
        var inner = SystemRandomNumberGenerator()
        switch Int.random(in: 0..<10, using: &generator) {
        case 0: return .missing
        case 1: return .failure(LoadFailure("failed", code: "X"))
        case 2: return .notFound(LoadFailure("none", code: "NOT_FOUND"))
        default:
          let text = Self.object([("id", { id }), ("name", { name }), ("nick", { nick }), ("friend", { friend })], &inner)
          return try Self.loaded(text)
        }
      }
      // Both executions load the same.
      var users: [[String]: LoadOutcome] = [:]
      for key in keys { users[LoadKey(try JSONDocument(parsing: key).root).texts] = try user(key) }
      let lists = try users.mapValues { _ in try Self.loaded(orders()) }
      let (me, all) = (try user("9"), try Self.loaded(orders()))
      let loaded = users
      let planner = ShopPlanner(
        orders: RecordingLoader("orders") { _, _ in all }, users: RecordingLoader("users") { key, _ in loaded[key.texts] ?? me },
        ordersOfUser: RecordingLoader("ordersOfUser") { key, _ in lists[key.texts] ?? .list([]) })
      let results = try await results(ShopPlanner.sdl, query, "{}", planner: planner)
      let cause = "\(all) \(loaded) \(lists)"
      #expect(results[0].data == results[1].data, "\(cause)")
      #expect(results[0].errors.map(\.message) == results[1].errors.map(\.message), "\(cause)")
      #expect(results[0].errors.map(\.path) == results[1].errors.map(\.path), "\(cause)")
    }
  }

  private static func loaded(_ text: String) throws -> LoadOutcome { .value(try JSONDocument(parsing: text).root) }
}
