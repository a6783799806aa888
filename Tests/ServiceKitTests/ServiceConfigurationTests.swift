import Foundation
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

  private static let ownSecret = String(repeating: "s", count: 64)

  private func configuration(_ service: String, _ environment: [String: String]) throws -> ServiceConfiguration {
    let database = ["\(service.uppercased())_DATABASE_URL": "postgres://u:p@127.0.0.1:1/d"]
    return try ServiceConfiguration(
      SettingsReader(environment: Self.complete.merging(database) { $1 }.merging(environment) { $1 }), service: service, defaultPort: 1)
  }

  /// Runs the body with files of a key pair.
  private func withKeyFiles(_ body: (_ signing: String, _ publicKeys: String) throws -> Void) throws {
    let directory = FileManager.default.temporaryDirectory.appending(path: "keys-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    let files = ["signing.pem": Self.privateKey, "public.pem": Self.publicKey]
    for (name, text) in files { try Data(text.utf8).write(to: directory.appending(path: name)) }
    try body(directory.appending(path: "signing.pem").path, directory.appending(path: "public.pem").path)
  }

  /// The key of RFC 8037, appendix A.
  private static let privateKey = """
    -----BEGIN PRIVATE KEY-----
    MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g
    -----END PRIVATE KEY-----

    """
  private static let publicKey = """
    -----BEGIN PUBLIC KEY-----
    MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=
    -----END PUBLIC KEY-----

    """

  @Test(arguments: [
    ("USER_DATABASE_URL", "postgres://u:change-me-user-database@127.0.0.1:1/d"),
    ("USER_DATABASE_OWNER_URL", "postgres://u:change-me-user-owner@127.0.0.1:1/d"),
    ("RABBITMQ_URL", "amqp://trellis:change-me-rabbitmq@127.0.0.1:5672/%2f"),
    ("REDIS_URL", "redis://:change-me-redis@127.0.0.1:6379/0"),
  ])
  func refusesTheSamplePasswordsThatItUsesOutsideDevelopment(_ variable: String, _ value: String) throws {
    try withKeyFiles { signing, _ in
      // A secret of another service is none of its concern.
      var environment = [
        variable: value, "ORDER_DATABASE_URL": "postgres://u:change-me-order-database@127.0.0.1:1/d", "JWT_SIGNING_KEY_FILE": signing,
      ]
      _ = try configuration("user", environment)
      environment["TRELLIS_ENV"] = "production"
      let error = #expect(throws: ConfigurationError.self) { try configuration("user", environment) }
      #expect(error?.variable == variable)
      environment[variable] = nil
      _ = try configuration("user", environment)
    }
  }

  @Test(arguments: ["production", "", "staging"]) func aSharedSecretAloneIsNotEnoughOutsideDevelopment(_ name: String) throws {
    for (service, variable) in [
      ("user", "JWT_SIGNING_KEY_FILE"), ("order", "JWT_PUBLIC_KEYS_FILE"), ("payment", "JWT_PUBLIC_KEYS_FILE"),
    ] {
      for secret in ["", Self.ownSecret] {
        let error = #expect(throws: ConfigurationError.self) { try configuration(service, ["TRELLIS_ENV": name, "JWT_SECRET": secret]) }
        #expect(error?.variable == variable)
      }
      for secret in ["change-me-please", "short"] {
        let error = #expect(throws: ConfigurationError.self) { try configuration(service, ["TRELLIS_ENV": name, "JWT_SECRET": secret]) }
        #expect(error?.variable == "JWT_SECRET")
      }
    }
  }

  @Test func theUserServiceSignsWithItsKeyAndTheOthersOnlyVerify() throws {
    try withKeyFiles { signing, publicKeys in
      for environment in [["TRELLIS_ENV": "production"], ["TRELLIS_ENV": "production", "JWT_SECRET": Self.ownSecret], [:]] {
        let user = try configuration("user", environment.merging(["JWT_SIGNING_KEY_FILE": signing]) { $1 }).tokenKeys
        // The private key is in the settings of all processes of a developer, and only the user service reads it.
        let order = try configuration(
          "order", environment.merging(["JWT_SIGNING_KEY_FILE": signing, "JWT_PUBLIC_KEYS_FILE": publicKeys]) { $1 }
        ).tokenKeys
        #expect(user.signing.signs && !order.signing.signs)
        #expect((user.verifying + order.verifying).map(\.algorithm) == [.edDSA, .edDSA])
        #expect(String(decoding: user.publicKeySet, as: UTF8.self).contains(#""kid":"kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k""#))
        #expect(user.publicKeySet == order.publicKeySet)
      }
    }
  }

  @Test func aKeyFileThatIsNotOneIsRefused() throws {
    try withKeyFiles { signing, publicKeys in
      let wrong: [(service: String, environment: [String: String], variable: String)] = [
        ("user", ["JWT_SIGNING_KEY_FILE": publicKeys], "JWT_SIGNING_KEY_FILE"),
        ("user", ["JWT_SIGNING_KEY_FILE": "/nowhere/key.pem"], "JWT_SIGNING_KEY_FILE"),
        ("user", ["JWT_SIGNING_KEY_FILE": "/"], "JWT_SIGNING_KEY_FILE"),
        ("user", ["JWT_SIGNING_KEY_FILE": signing, "JWT_PUBLIC_KEYS_FILE": signing], "JWT_PUBLIC_KEYS_FILE"),
        ("user", ["JWT_PUBLIC_KEYS_FILE": publicKeys], "JWT_SIGNING_KEY_FILE"),
        ("order", ["JWT_PUBLIC_KEYS_FILE": signing], "JWT_PUBLIC_KEYS_FILE"),
        ("order", ["JWT_PUBLIC_KEYS_FILE": "/nowhere/key.pem"], "JWT_PUBLIC_KEYS_FILE"),
      ]
      for (service, environment, variable) in wrong {
        let error = #expect(throws: ConfigurationError.self) { try configuration(service, environment) }
        #expect(error?.variable == variable, "\(service) \(environment.keys.sorted())")
      }
    }
  }
}
