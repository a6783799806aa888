import GraphQL
import GraphQLExecution
import GraphQLLanguage
import GraphQLValidation
import RESTConnectors

/// What planning the example query costs: for the first time, by steps, and when the document is known; beside what running it costs.
struct PlanningCost {
  let graph: FederatedGraph

  /// Prints the costs; false when a cold plan takes a millisecond or more.
  func print() async throws -> Bool {
    let query = EngineBench.query
    let (schema, planner) = (graph.schema, graph.planner)
    let document = try Parser.parse(query)
    let parse = await EngineBench.best(200) { _ = try? Parser.parse(query) }
    let validation = await EngineBench.best(200) { _ = validate(document, schema) }
    let plan = await EngineBench.best(200) {
      _ = try? OperationPlan(document: document, operationName: nil, schema: schema, planner: planner)
    }
    // Through the engine, each document a new one.
    let engine = GraphQLEngine(schema: schema, planner: planner)
    let clock = ContinuousClock()
    var rounds: [Double] = []
    for number in 0..<2000 {
      let text = query + " # \(number)"
      let start = clock.now
      _ = try engine.prepare(text)
      rounds.append((clock.now - start) / .microseconds(1))
    }
    rounds.sort()
    let cold = rounds[rounds.count / 2]
    let request = GraphQLRequest(query: query)
    _ = try engine.prepare(query)
    let cached = await EngineBench.best(2000) { _ = try? engine.prepare(query) }
    let execution = await EngineBench.best(400) { _ = await engine.execute(request) }
    Swift.print(
      "plan of the example query: cold \(tenths(cold)) us, median of \(rounds.count), slowest \(tenths(rounds.last ?? 0)) us (parse "
        + "\(tenths(parse)), validate \(tenths(validation)), plan \(tenths(plan))), cached \(tenths(cached)) us; "
        + "execution with 10 orders \(tenths(execution)) us")
    return cold < 1000
  }

  private func tenths(_ value: Double) -> Double { (value * 10).rounded() / 10 }
}
