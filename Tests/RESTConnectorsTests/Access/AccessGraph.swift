import GraphQL
import GraphQLExecution
import GraphQLFederation
import JSON
import RESTConnectors
import Synchronization
import Upstreams

/// A graph over a mock, with callers whose tokens are verified.
struct AccessGraph {
  let transport: MockTransport
  let engine: GraphQLEngine
  let planner: FederationPlanner

  /// A graph of files by name, each with a service of the same name at http://NAME.
  init(
    _ services: KeyValuePairs<String, String>, policies: (any AccessPolicies)? = nil, limits: OperationLimits = OperationLimits(),
    _ answer: @escaping @Sendable (UpstreamRequest) throws(UpstreamFailure) -> UpstreamResponse
  ) throws {
    let files = services.map { name, text in
      (name: "\(name).graphql", text: "extend schema @service(name: \"\(name)\", url: \"http://\(name)\", timeoutMs: 600000)\n" + text)
    }
    var options = UpstreamOptions()
    options.verifiesTokens = true
    transport = MockTransport(answer)
    let graph = try FederatedGraph(files: files, environment: [:], transport: transport, options: options)
    planner = graph.planner
    var configuration = EngineConfiguration()
    configuration.policies = policies
    configuration.limits = limits
    engine = GraphQLEngine(schema: graph.schema, planner: graph.planner, configuration: configuration)
  }

  /// Executes an operation.
  ///
  /// - Parameter claims: those of the caller, a JSON object; nil for an anonymous caller.
  /// - Returns: the response, and the calls that it took.
  func run(_ query: String, as claims: String? = nil, variables: JSONObject = [:]) async throws -> (response: String, calls: [String]) {
    transport.forget()
    let context = ExecutionContext(claims: try claims.map { CallerClaims(try JSONDocument(parsing: $0).root) })
    let response = await engine.execute(GraphQLRequest(query: query, variables: variables), context: context)
    return (String(decoding: response.body, as: UTF8.self), transport.calls)
  }
}

/// The error of a refused field, as the response has it.
func refusal(_ coordinate: String, _ path: String, line: Int = 1, column: Int) -> String {
  "{\"message\":\"The caller is not authorized for \\\"\(coordinate)\\\".\",\"locations\":[{\"line\":\(line),\"column\":\(column)}],"
    + "\"path\":[\(path)],\"extensions\":{\"code\":\"UNAUTHORIZED_FIELD_OR_TYPE\"}}"
}

/// Policies of a list, which counts how often it is asked.
final class CountedPolicies: AccessPolicies {
  private let granted: Set<String>
  private let asked = Mutex<[[String]]>([])

  init(_ granted: Set<String>) { self.granted = granted }

  var questions: [[String]] { asked.withLock { $0 } }

  func granted(_ policies: [String], to context: ExecutionContext) async -> Set<String> {
    asked.withLock { $0.append(policies) }
    return granted
  }
}
