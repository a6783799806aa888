import Configuration
import Logging
import Observability

/// Everything that the gateway reads from its environment, read once.
struct GatewayConfiguration: Sendable {
  /// The address to listen on.
  var host: String
  /// The port to listen on; 0 takes a free one.
  var port: Int
  /// The folder with the subgraphs' files.
  var schemaDirectory: String
  /// Whether identical upstream GETs under way at the same time, on behalf of one identity, are one call.
  var sharesCalls: Bool
  /// Whether identical queries under way at the same time, on behalf of one identity, are run once.
  var sharesOperations: Bool
  /// Whether clients may ask how an answer came about; by default in development only.
  var allowsExtensions: Bool
  /// How many event loops; 0 is one a core.
  var eventLoops: Int
  /// The least level that is logged.
  var logLevel: Logger.Level
  /// The whole environment: what `{$env.X}` in schema files refers to.
  var environment: [String: String]

  /// What is wrong with the environment, in words for the operator. Names variables, never their values.
  struct Invalid: Error, Equatable, CustomStringConvertible {
    let description: String
  }

  /// Reads and checks the variables of `.env.example`.
  init(environment: [String: String]) throws(Invalid) {
    let reader = ConfigReader(provider: EnvironmentVariablesProvider(environmentVariables: environment))
    host = reader.string(forKey: "gateway.host", default: "127.0.0.1")
    port = try Self.number(reader, "gateway.port", "GATEWAY_PORT", in: 0...65535, default: 4000)
    schemaDirectory = reader.string(forKey: "schema.dir", default: "schema")
    eventLoops = try Self.number(reader, "event.loops", "EVENT_LOOPS", in: 0...1024, default: 0)
    func isOn(_ key: ConfigKey, _ variable: String, default standard: Bool) throws(Invalid) -> Bool {
      switch reader.string(forKey: key, default: "") {
      case "": return standard
      case "true": return true
      case "false": return false
      default: throw Invalid(description: "\(variable) must be true or false.")
      }
    }
    sharesCalls = try isOn("share.calls", "SHARE_CALLS", default: true)
    sharesOperations = try isOn("share.operations", "SHARE_OPERATIONS", default: true)
    allowsExtensions = try isOn(
      "graphql.extensions", "GRAPHQL_EXTENSIONS", default: reader.string(forKey: "trellis.env", default: "") == "development")
    guard let level = LoggingBootstrap.level(named: reader.string(forKey: "log.level", default: "info")) else {
      throw Invalid(description: "LOG_LEVEL must be one of trace, debug, info, notice, warning, error and critical.")
    }
    logLevel = level
    self.environment = environment
    // The gateway passes tokens on and needs no secret; but where there is one, a sample is a mistake.
    let secret = reader.string(forKey: "jwt.secret", default: "")
    guard !secret.hasPrefix("change-me") || reader.string(forKey: "trellis.env", default: "") == "development" else {
      throw Invalid(description: "JWT_SECRET is the sample of .env.example. Set a secret of your own, or TRELLIS_ENV=development.")
    }
  }

  private static func number(
    _ reader: ConfigReader, _ key: ConfigKey, _ variable: String, in range: ClosedRange<Int>, default preset: Int
  ) throws(Invalid) -> Int {
    guard let text = reader.string(forKey: key), !text.isEmpty else { return preset }
    guard let number = Int(text), range.contains(number) else {
      throw Invalid(description: "\(variable) must be a whole number from \(range.lowerBound) to \(range.upperBound).")
    }
    return number
  }
}
