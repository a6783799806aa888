import GraphQLExecution
import GraphQLLanguage
import GraphQLSchema
import GraphQLValidation
import JSON
import Synchronization
import Testing

/// Executes operations. By default all fields are read from the root value.
struct TestExecution {
  let schema: Schema
  var planner: any SourcePlanner = DefaultFieldPlanner()

  init(_ sdl: String, planner: any SourcePlanner = DefaultFieldPlanner()) throws {
    schema = try Schema(source: sdl)
    self.planner = planner
  }

  /// Returns `data`, then one line `message @ path` per error.
  func run(_ query: String, root: JSONValue = [:], variables: JSONObject = [:], operation: String? = nil) async throws -> String {
    let document = try Parser.parse(query)
    let problems = validate(document, schema)
    try #require(problems.isEmpty, "\(problems)")
    let plan = try OperationPlan(document: document, operationName: operation, schema: schema, planner: planner, showsValues: true)
    let values: VariableValues
    do { values = try plan.coerceVariables(variables, showsValues: true) } catch {
      return error.errors.map(\.message).joined(separator: "\n")
    }
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

/// Loads values with a function and records the keys and arguments of each batch.
final class RecordingLoader: Loader {
  let description: LoaderDescription
  private let recorded = Mutex<[String]>([])
  private let answer: @Sendable (LoadKey, JSONObject) -> LoadOutcome

  init(_ name: String, _ answer: @escaping @Sendable (LoadKey, JSONObject) -> LoadOutcome) {
    description = .local(name)
    self.answer = answer
  }

  func load(_ request: LoadRequest) async -> [LoadOutcome] {
    let keys = request.keys.map { $0.texts.joined(separator: "/") }.joined(separator: ",")
    recorded.withLock { $0.append("[\(keys)]\(request.arguments.count == 0 ? "" : JSONValue.object(request.arguments).text)") }
    await Task.yield()
    return request.keys.map { answer($0, request.arguments) }
  }

  var batches: [String] { recorded.withLock { $0 } }
}

func value(_ json: JSONValue) -> LoadOutcome {
  (try? JSONDocument(parsing: json.bytes)).map { .value($0.root) } ?? .missing
}
