import ProcessKit
import ServiceRuntime
import Testing

@Suite struct ServiceConfigurationTests {
  private static let complete = [
    "TRELLIS_ENV": "development", "USER_DATABASE_URL": "postgres://u:p@127.0.0.1:1/d", "REDIS_URL": "redis://127.0.0.1:2/0",
    "RABBITMQ_URL": "amqp://u:p@127.0.0.1:3/%2f", "USER_SERVICE_PORT": "9001", "MIGRATIONS_DIR": "/m",
  ]

  @Test func readsTheEnvironment() throws {
    let configuration = try ServiceConfiguration(SettingsReader(environment: Self.complete), service: "user", defaultPort: 8081)
    #expect(configuration.port == 9001)
    #expect(configuration.host == "127.0.0.1")
    #expect(configuration.migrationsDirectory == "/m/user")
    #expect(configuration.isDevelopment)
    #expect(configuration.ownerDatabase == nil)
    #expect(configuration.logLevel == .info)
  }

  @Test(arguments: [
    ("USER_DATABASE_URL", ""), ("USER_DATABASE_URL", "mysql://x"), ("USER_DATABASE_OWNER_URL", "mysql://x"), ("REDIS_URL", "http://x"),
    ("RABBITMQ_URL", ""),
    ("USER_SERVICE_PORT", "70000"),
    ("LOG_LEVEL", "loud"), ("EVENT_LOOPS", "-1"), ("DATABASE_POOL_SIZE", "many"),
  ])
  func namesTheVariableThatIsWrong(_ variable: String, _ value: String) {
    let environment = Self.complete.merging([variable: value]) { $1 }
    let error = #expect(throws: ConfigurationError.self) {
      try ServiceConfiguration(SettingsReader(environment: environment), service: "user", defaultPort: 1)
    }
    #expect(error?.variable == variable)
  }

  @Test(arguments: [
    ("USER_DATABASE_URL", "postgres://u:change-me-user-database@127.0.0.1:1/d"),
    ("USER_DATABASE_OWNER_URL", "postgres://u:change-me-user-owner@127.0.0.1:1/d"),
    ("RABBITMQ_URL", "amqp://trellis:change-me-rabbitmq@127.0.0.1:5672/%2f"),
  ])
  func refusesTheSamplePasswordsThatItUsesOutsideDevelopment(_ variable: String, _ value: String) throws {
    var environment = Self.complete.merging([variable: value, "JWT_SECRET": String(repeating: "s", count: 40)]) { $1 }
    // A secret of another service is none of its concern.
    environment["ORDER_DATABASE_URL"] = "postgres://u:change-me-order-database@127.0.0.1:1/d"
    _ = try ServiceConfiguration(SettingsReader(environment: environment), service: "user", defaultPort: 1)
    environment["TRELLIS_ENV"] = "production"
    let error = #expect(throws: ConfigurationError.self) {
      try ServiceConfiguration(SettingsReader(environment: environment), service: "user", defaultPort: 1)
    }
    #expect(error?.variable == variable)
    environment[variable] = variable == "USER_DATABASE_OWNER_URL" ? nil : Self.complete[variable]
    _ = try ServiceConfiguration(SettingsReader(environment: environment), service: "user", defaultPort: 1)
  }

  @Test func requiresASecretOutsideDevelopment() {
    for environment in [
      ["TRELLIS_ENV": "production"], ["TRELLIS_ENV": ""], ["TRELLIS_ENV": "production", "JWT_SECRET": "change-me-please"],
    ] {
      let error = #expect(throws: ConfigurationError.self) {
        try ServiceConfiguration(
          SettingsReader(environment: Self.complete.merging(environment) { $1 }), service: "user", defaultPort: 1)
      }
      #expect(error?.variable == "JWT_SECRET")
    }
  }
}
