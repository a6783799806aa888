import HTTPCore
import Testing

@testable import Gateway
@testable import GraphTools

/// Runs the scenarios of the folder Specs. Specs/README.md describes their format.
@Suite struct ScenarioTests {
  @Test(arguments: try SpecFile.all())
  func scenario(_ scenario: Scenario) async throws {
    let upstream = MockUpstream(scenario.calls)
    let files = scenario.schema.map { SourceFile(name: "\($0.name).graphql", text: $0.text) }
    for check in scenario.checks { try Self.run(check, scenario, files) }
    guard !scenario.exchanges.isEmpty else { return }
    try await RunningGateway.with(files: files, upstream: upstream, down: scenario.down, settings: scenario.settings) { gateway in
      defer { upstream.finish() }
      var rest = scenario.exchanges[...]
      while !rest.isEmpty {
        let together = rest.dropFirst().prefix { $0.isTogether }
        try await withThrowingTaskGroup(of: Void.self) { group in
          for exchange in rest.prefix(1 + together.count) { group.addTask { try await Self.run(exchange, gateway) } }
          try await group.waitForAll()
        }
        rest = rest.dropFirst(1 + together.count)
      }
    }
    #expect(upstream.complaints == [])
  }

  private static func run(_ check: Scenario.Check, _ scenario: Scenario, _ files: [SourceFile]) throws {
    let command = try CheckCommand.parse(check.arguments)
    let operations = scenario.operations.map { SourceFile(name: $0.name, text: $0.text) }
    let report = CheckReport(
      schema: files, operations: operations, environment: ["UPSTREAM": "http://127.0.0.1:1"], options: command.options)
    #expect(report.text == check.output)
  }

  private static func run(_ exchange: Scenario.Exchange, _ gateway: RunningGateway) async throws {
    var headers = HTTPFields()
    for header in exchange.headers { headers.append(header.name, header.value) }
    let response = try await gateway.send(exchange.method, exchange.target, headers: headers, body: exchange.body)
    let text = String(decoding: response.body, as: UTF8.self)
    #expect(response.status.code == exchange.response.status, "\(exchange.method) \(exchange.target): \(text)")
    for header in exchange.response.headers {
      let problem = ScenarioText.difference(header, response.headers[header.name])
      #expect(problem == nil)
    }
    #expect(ScenarioText.difference(body: exchange.response.body, response.body) == [])
  }

  @Test func readsRepeatsAndValues() throws {
    let text = """
      ## a
      With N = 2
      ```http request
      GET /x?ids=[[N|u{{i}}|,]]&n={{N}}
      ```
      ```http response
      200
      ```
      """
    let scenarios = try SpecFile.scenarios(in: text, file: "f")
    #expect(scenarios.map(\.name) == ["f: a, N = 2"])
    #expect(scenarios.first?.exchanges.first?.target == "/x?ids=u001,u002&n=2")
  }
}
