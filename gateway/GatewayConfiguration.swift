import Configuration
import Logging
import Observability

/// Everything that the gateway reads from its environment and its configuration file, read once.
struct GatewayConfiguration: Sendable {
  /// The address to listen on.
  var host: String
  /// The port to listen on; 0 takes a free one.
  var port: Int
  /// The folder with the subgraphs' files.
  var schemaDirectory: String
  /// How often the folder is looked at for changes; nil when it is read at the start only.
  var reloadInterval: Duration?
  /// How many upstream calls an operation may need at worst; nil when that is not limited.
  var maximumUpstreamCalls: Int?
  /// How many items a list without a limit of its own is taken to hold, for that bound.
  var assumedListSize: Int
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

  /// What is wrong with the settings, in words for the operator. Names variables, never their values.
  struct Invalid: Error, Equatable, CustomStringConvertible {
    let description: String
  }

  /// Reads and checks the variables of `.env.example`; what the environment does not say, the file may.
  init(environment: [String: String], file: ConfigurationFile? = nil) throws(Invalid) {
    let own = environment
    let environment = own.merging(file?.values ?? [:]) { own, fromFile in own.isEmpty ? fromFile : own }
    /// Blames the file where the value comes from it.
    func invalid(_ variable: String, _ message: String) -> Invalid {
      let inFile = own[variable, default: ""].isEmpty ? file?.blame(variable, message) : nil
      return Invalid(description: inFile ?? "\(variable) \(message)")
    }
    let reader = ConfigReader(provider: EnvironmentVariablesProvider(environmentVariables: environment))
    func number(_ key: ConfigKey, _ variable: String, in range: ClosedRange<Int>) throws(Invalid) -> Int? {
      guard let text = reader.string(forKey: key), !text.isEmpty else { return nil }
      if let number = Int(text), range.contains(number) { return number }
      throw invalid(variable, "must be a whole number from \(range.lowerBound) to \(range.upperBound).")
    }
    host = reader.string(forKey: "gateway.host", default: "127.0.0.1")
    port = try number("gateway.port", "GATEWAY_PORT", in: 0...65535) ?? 4000
    schemaDirectory = reader.string(forKey: "schema.dir", default: "schema")
    let seconds = try number("schema.reload.seconds", "SCHEMA_RELOAD_SECONDS", in: 0...86_400) ?? 1
    reloadInterval = seconds == 0 ? nil : .seconds(seconds)
    maximumUpstreamCalls = try number("max.upstream.calls", "MAX_UPSTREAM_CALLS", in: 1...1_000_000)
    assumedListSize = try number("assumed.list.size", "ASSUMED_LIST_SIZE", in: 1...1_000_000) ?? 100
    eventLoops = try number("event.loops", "EVENT_LOOPS", in: 0...1024) ?? 0
    func isOn(_ key: ConfigKey, _ variable: String, default standard: Bool) throws(Invalid) -> Bool {
      switch reader.string(forKey: key, default: "") {
      case "": return standard
      case "true": return true
      case "false": return false
      default: throw invalid(variable, "must be true or false.")
      }
    }
    sharesCalls = try isOn("share.calls", "SHARE_CALLS", default: true)
    sharesOperations = try isOn("share.operations", "SHARE_OPERATIONS", default: true)
    allowsExtensions = try isOn(
      "graphql.extensions", "GRAPHQL_EXTENSIONS", default: reader.string(forKey: "trellis.env", default: "") == "development")
    guard let level = LoggingBootstrap.level(named: reader.string(forKey: "log.level", default: "info")) else {
      throw invalid("LOG_LEVEL", "must be one of trace, debug, info, notice, warning, error and critical.")
    }
    logLevel = level
    self.environment = environment
    // The gateway passes tokens on and needs no secret; but where there is one, a sample is a mistake.
    let secret = reader.string(forKey: "jwt.secret", default: "")
    guard !secret.hasPrefix("change-me") || reader.string(forKey: "trellis.env", default: "") == "development" else {
      throw Invalid(description: "JWT_SECRET is the sample of .env.example. Set a secret of your own, or TRELLIS_ENV=development.")
    }
  }
}
