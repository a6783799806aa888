import Foundation
import GraphQL
import GraphQLExecution
import JSON
import RESTConnectors

/// `EngineBench SCHEMA_DIRECTORY [ORDERS…]`: microseconds for each number of orders; the best of many rounds, since others share the machine.
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
    let environment = ["USER_SERVICE_URL": "http://u", "ORDER_SERVICE_URL": "http://o", "PAYMENT_SERVICE_URL": "http://p"]
    for count in counts.isEmpty ? [10, 100] : counts {
      let upstreams = Upstreams(orderCount: count)
      let graph = try FederatedGraph(files: files, environment: environment, transport: upstreams)
      let engine = GraphQLEngine(schema: graph.schema, planner: graph.planner)
      let request = GraphQLRequest(query: query)
      let response = await engine.execute(request)
      precondition(response.errors.isEmpty, "\(response.errors)")
      let whole = await best(count) { _ = await engine.execute(request) }
      let parsing = await best(count) {
        for body in [upstreams.orders, upstreams.users, upstreams.payments] { _ = try? JSONDocument(parsing: body) }
      }
      print(
        "orders \(count): \(whole.rounded()) us (of it parsing \(parsing.rounded()) us), upstream \(upstreams.byteCount) bytes, "
          + "response \(response.body.count) bytes")
    }
  }

  private static func best(_ count: Int, _ body: @Sendable () async -> Void) async -> Double {
    let clock = ContinuousClock()
    let repetitions = 4_000 / max(count, 10)
    var rounds: [Double] = []
    for _ in 0..<40 {
      let start = clock.now
      for _ in 0..<repetitions { await body() }
      rounds.append((clock.now - start) / .microseconds(1) / Double(repetitions))
    }
    return rounds.min() ?? 0
  }
}
