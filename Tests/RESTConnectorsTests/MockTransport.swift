import Foundation
import GraphQL
import GraphQLExecution
import GraphQLFederation
import HTTPCore
import JSON
import RESTConnectors
import Synchronization
import Upstreams

/// Answers calls from a function and remembers them.
final class MockTransport: UpstreamTransport {
  private let state = Mutex<[UpstreamRequest]>([])
  private let answer: @Sendable (UpstreamRequest) throws(UpstreamFailure) -> UpstreamResponse

  init(_ answer: @escaping @Sendable (UpstreamRequest) throws(UpstreamFailure) -> UpstreamResponse) {
    self.answer = answer
  }

  func send(_ request: UpstreamRequest) async throws(UpstreamFailure) -> UpstreamResponse {
    state.withLock { $0.append(request) }
    await Task.yield()
    return try answer(request)
  }

  var requests: [UpstreamRequest] { state.withLock { $0 } }

  /// `GET http://…`, in the order of the calls.
  var calls: [String] { requests.map { "\($0.method) \($0.url)" } }

  func forget() { state.withLock { $0 = [] } }
}

extension UpstreamResponse {
  static func json(_ text: String, status: Int = 200) -> UpstreamResponse { UpstreamResponse(status: status, body: Array(text.utf8)) }
}

extension HTTPFields {
  /// `name: value`, in order.
  var lines: [String] {
    var lines: [String] = []
    forEach { lines.append("\($0): \($1)") }
    return lines
  }
}

/// A graph over a mock, and the way to ask it.
struct TestGraph {
  let transport: MockTransport
  let engine: GraphQLEngine
  let planner: FederationPlanner

  init(
    _ files: [(name: String, text: String)], environment: [String: String] = ["URL": "http://up"], transport: MockTransport,
    options: UpstreamOptions = UpstreamOptions()
  ) throws {
    self.transport = transport
    let graph = try FederatedGraph(files: files, environment: environment, transport: transport, options: options)
    planner = graph.planner
    engine = GraphQLEngine(schema: graph.schema, planner: graph.planner)
  }

  /// A graph of files by name, each with a service of the same name at http://NAME.
  init(
    services: KeyValuePairs<String, String>, _ answer: @escaping @Sendable (UpstreamRequest) throws(UpstreamFailure) -> UpstreamResponse
  ) throws {
    let files = services.map { name, text in
      (name: "\(name).graphql", text: "extend schema @service(name: \"\(name)\", url: \"http://\(name)\", timeoutMs: 600000)\n" + text)
    }
    try self.init(files, transport: MockTransport(answer))
  }

  /// A graph of one file whose service `s` is at http://up.
  init(
    _ text: String, service: String = "", options: UpstreamOptions = UpstreamOptions(),
    _ answer: @escaping @Sendable (UpstreamRequest) throws(UpstreamFailure) -> UpstreamResponse
  ) throws {
    let head = "extend schema @service(name: \"s\", url: \"{$env.URL}\", timeoutMs: 600000, \(service))\n"
    try self.init([(name: "s.graphql", text: head + text)], transport: MockTransport(answer), options: options)
  }

  func run(_ query: String, variables: JSONObject = [:], context: ExecutionContext = ExecutionContext()) async -> String {
    let response = await engine.execute(GraphQLRequest(query: query, variables: variables), context: context)
    return String(decoding: response.body, as: UTF8.self)
  }
}

/// The schema files of the repository.
enum ProjectSchema {
  static func files() throws -> [(name: String, text: String)] {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    return try ["order", "payment", "user"].map { name in
      (name: "\(name).graphql", text: try String(contentsOf: root.appending(path: "schema/\(name).graphql"), encoding: .utf8))
    }
  }

  static let environment = [
    "USER_SERVICE_URL": "http://users", "ORDER_SERVICE_URL": "http://orders", "PAYMENT_SERVICE_URL": "http://payments/",
  ]
}
