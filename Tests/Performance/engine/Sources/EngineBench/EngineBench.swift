import Foundation
import GraphQL
import GraphQLExecution
import JSON
import RESTConnectors
import Upstreams

/// `EngineBench SCHEMA_DIRECTORY [ORDERS…]`: microseconds for each number of orders; the best of many rounds, since others share the machine.
///
/// Then what planning costs, and how planning and execution grow with documents that mean harm. Exit code 1 when a cold plan of the example
/// query takes a millisecond or more, or when anything grows faster than the square.
@main
struct EngineBench {
  static let query = """
    query { orders(limit: 10) { data { id status totalAmount user { id email fullName } payment { id status amount } }
      pageInfo { total hasMore } } }
    """

  static func main() async throws {
    let arguments = CommandLine.arguments.dropFirst()
    let directory = URL(filePath: arguments.first ?? "schema")
    let counts = arguments.dropFirst().compactMap { Int($0) }
    let files = try ["order", "payment", "user"].map { name in
      (name: "\(name).graphql", text: try String(contentsOf: directory.appending(path: "\(name).graphql"), encoding: .utf8))
    }
    for count in counts.isEmpty ? [10, 100] : counts {
      let upstreams = ExampleUpstreams(orderCount: count)
      let graph = try graph(files, upstreams)
      let engine = GraphQLEngine(schema: graph.schema, planner: graph.planner)
      let request = GraphQLRequest(query: query)
      let response = await engine.execute(request)
      precondition(response.errors.isEmpty, "\(response.errors)")
      let whole = await best(4_000 / max(count, 10)) { _ = await engine.execute(request) }
      let parsing = await best(4_000 / max(count, 10)) {
        for body in [upstreams.orders, upstreams.users, upstreams.payments] { _ = try? JSONDocument(parsing: body) }
      }
      print(
        "orders \(count): \(whole.rounded()) us (of it parsing \(parsing.rounded()) us), upstream \(upstreams.byteCount) bytes, "
          + "response \(response.body.count) bytes")
    }
    let isPlanned = try await PlanningCost(graph: graph(files, ExampleUpstreams(orderCount: 10))).print()
    let isBounded = try await Growth.print(files)
    if !isPlanned || !isBounded { exit(1) }
  }

  static func graph(_ files: [(name: String, text: String)], _ transport: any UpstreamTransport) throws -> FederatedGraph {
    let environment = ["USER_SERVICE_URL": "http://u", "ORDER_SERVICE_URL": "http://o", "PAYMENT_SERVICE_URL": "http://p"]
    return try FederatedGraph(files: files, environment: environment, transport: transport)
  }

  /// The time of one repetition in microseconds: the best of many rounds of so many.
  static func best(_ repetitions: Int, rounds count: Int = 40, _ body: @Sendable () async -> Void) async -> Double {
    let clock = ContinuousClock()
    var rounds: [Double] = []
    for _ in 0..<count {
      let start = clock.now
      for _ in 0..<repetitions { await body() }
      rounds.append((clock.now - start) / .microseconds(1) / Double(repetitions))
    }
    return rounds.min() ?? 0
  }
}
