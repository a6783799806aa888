import Testing

@testable import Gateway

@Suite struct GatewayConfigurationTests {
  @Test func hasDefaults() throws {
    let configuration = try GatewayConfiguration(environment: [:])
    #expect(configuration.host == "127.0.0.1")
    #expect(configuration.port == 4000)
    #expect(configuration.schemaDirectory == "schema")
    #expect(configuration.eventLoops == 0)
  }

  @Test func readsTheEnvironment() throws {
    let configuration = try GatewayConfiguration(environment: [
      "GATEWAY_HOST": "0.0.0.0", "GATEWAY_PORT": "0", "SCHEMA_DIR": "/s", "EVENT_LOOPS": "2",
    ])
    #expect(configuration.host == "0.0.0.0")
    #expect(configuration.port == 0)
    #expect(configuration.schemaDirectory == "/s")
    #expect(configuration.eventLoops == 2)
  }

  @Test(arguments: [("GATEWAY_PORT", "x"), ("GATEWAY_PORT", "65536"), ("GATEWAY_PORT", "-1"), ("EVENT_LOOPS", "many")])
  func namesAnInvalidVariable(name: String, value: String) {
    #expect {
      try GatewayConfiguration(environment: [name: value])
    } throws: { error in
      "\(error)".contains(name) && !"\(error)".contains("\"")
    }
  }

  @Test(arguments: ["production", "development", ""])
  func startsWithTheSampleSecretItDoesNotUse(environment: String) throws {
    _ = try GatewayConfiguration(environment: ["JWT_SECRET": "change-me-jwt-secret-of-at-least-32-bytes", "TRELLIS_ENV": environment])
  }

  @Test func metricsHaveAnAddressOfTheirOwnOutsideDevelopment() throws {
    #expect(try GatewayConfiguration(environment: [:]).metrics == .none)
    #expect(try GatewayConfiguration(environment: ["TRELLIS_ENV": "development"]).metrics == .shared)
    let own = try GatewayConfiguration(environment: ["METRICS_PORT": "9464", "METRICS_HOST": "0.0.0.0", "TRELLIS_ENV": "development"])
    #expect(own.metrics == .own(host: "0.0.0.0", port: 9464))
    #expect(throws: GatewayConfiguration.Invalid.self) { try GatewayConfiguration(environment: ["METRICS_HOST": "0.0.0.0"]) }
  }
}
