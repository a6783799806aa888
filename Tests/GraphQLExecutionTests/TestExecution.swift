import GraphQLExecution
import GraphQLLanguage
import GraphQLSchema
import GraphQLValidation
import JSON
import Synchronization
import Testing

/// Runs operations on a schema whose fields all lie in a root value.
struct TestExecution {
  let schema: Schema
  var planner: any SourcePlanner = DefaultFieldPlanner()

  init(_ sdl: String, planner: any SourcePlanner = DefaultFieldPlanner()) throws {
    schema = try Schema(source: sdl)
    self.planner = planner
  }

  /// `data`, and behind it each error as `message @ path`.
  func run(_ query: String, root: JSONValue = [:], variables: JSONObject = [:], operation: String? = nil) async throws -> String {
    let document = try Parser.parse(query)
    let problems = validate(document, schema)
    try #require(problems.isEmpty, "\(problems)")
    let plan = try OperationPlan(document: document, operationName: operation, schema: schema, planner: planner)
    let values: VariableValues
    do { values = try plan.coerceVariables(variables) } catch { return error.errors.map(\.message).joined(separator: "\n") }
    let root = try JSONDocument(parsing: root.bytes).root
    let result = await Executor(showsValues: true).execute(plan, variables: values, context: ExecutionContext(), root: root)
    let errors = result.errors.map { error in
      let path = error.path.map { segment in
        switch segment {
        case .field(let key): key
        case .index(let index): String(index)
        }
      }
      return "\n\(error.message) @ \(path.joined(separator: "."))"
    }
    return String(decoding: result.data, as: UTF8.self) + errors.joined()
  }
}

/// Answers keys from a function and remembers what it was asked.
final class RecordingLoader: Loader {
  let name: String
  private let asked = Mutex<[String]>([])
  private let answer: @Sendable (LoadKey, JSONObject) -> LoadOutcome

  init(_ name: String, _ answer: @escaping @Sendable (LoadKey, JSONObject) -> LoadOutcome) {
    self.name = name
    self.answer = answer
  }

  func load(_ request: LoadRequest) async -> [LoadOutcome] {
    let keys = request.keys.map { $0.texts.joined(separator: "/") }.joined(separator: ",")
    asked.withLock { $0.append("[\(keys)]\(request.arguments.count == 0 ? "" : JSONValue.object(request.arguments).text)") }
    await Task.yield()
    return request.keys.map { answer($0, request.arguments) }
  }

  var batches: [String] { asked.withLock { $0 } }
}

func value(_ json: JSONValue) -> LoadOutcome {
  (try? JSONDocument(parsing: json.bytes)).map { .value($0.root) } ?? .missing
}
