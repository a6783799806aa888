import GraphQL
import Logging
import ProcessKit

/// The gateway's settings, from its environment and its configuration file. `.env.example` lists the variables.
struct GatewayConfiguration: Sendable {
  var host: String
  /// The port to listen on. 0 takes a free one.
  var port: Int
  /// Where `/metrics` is served.
  var metrics: MetricsAddress
  /// The pause between two probes of a service whose `@service` has `health`.
  var probeInterval = Duration.seconds(5)
  /// The folder with the schema files.
  var schemaDirectory: String
  /// How often the folder is read again. Nil if it is read at the start only.
  var reloadInterval: Duration?
  /// The upstream calls that an operation may need at most. Nil if they are not limited.
  var maximumUpstreamCalls: Int?
  /// How many items a list without a limit counts for, for that bound.
  var assumedListSize: Int
  /// Whether identical upstream GETs of one caller that run at the same time are one call.
  var sharesCalls: Bool
  /// Whether identical queries of one caller that run at the same time are executed once.
  var sharesOperations: Bool
  /// Whether clients may ask for response extensions. By default in development only.
  var allowsExtensions: Bool
  /// Whether clients get the values of the scalar `Decimal` as strings.
  var writesDecimalsAsStrings: Bool
  /// The limits of operations and of the cache of prepared operations, and whether error messages show the values of requests.
  var engine: EngineConfiguration
  /// The bytes of a request's body.
  var maximumBodyBytes: Int
  /// Whose tokens are verified.
  var authentication: AuthenticationSettings
  /// How many event loops run. 0 means one per core.
  var eventLoops: Int
  var logLevel: Logger.Level
  /// All variables. `{$env.X}` in a schema file refers to them.
  var environment: [String: String]

  /// A setting that is invalid. The message names the variable, or the line of the file, and never shows a value that may be a secret.
  struct Invalid: Error, Equatable, CustomStringConvertible {
    let description: String
  }

  /// - Parameter file: settings for variables that the environment does not set.
  init(environment: [String: String], file: ConfigurationFile? = nil) throws(Invalid) {
    self.environment = environment.merging(file?.values ?? [:]) { own, inFile in own.isEmpty ? inFile : own }
    let settings = SettingsReader(environment: self.environment)
    do throws(ConfigurationError) {
      host = settings.text("GATEWAY_HOST", default: "127.0.0.1")
      port = try settings.integer("GATEWAY_PORT", default: 4000, range: 0...65535)
      metrics = try settings.metricsAddress()
      schemaDirectory = settings.text("SCHEMA_DIR", default: "schema")
      let seconds = try settings.integer("SCHEMA_RELOAD_SECONDS", default: 1, range: 0...86_400)
      reloadInterval = seconds == 0 ? nil : .seconds(seconds)
      maximumUpstreamCalls = try settings.integer("MAX_UPSTREAM_CALLS", range: 1...1_000_000)
      assumedListSize = try settings.integer("ASSUMED_LIST_SIZE", default: 100, range: 1...1_000_000)
      engine = try Self.engine(settings)
      maximumBodyBytes = try settings.integer("MAX_BODY_BYTES", default: 1 << 20, range: 1024...1 << 30)
      authentication = try AuthenticationSettings(settings)
      eventLoops = try settings.eventLoops()
      sharesCalls = try settings.flag("SHARE_CALLS", default: true)
      sharesOperations = try settings.flag("SHARE_OPERATIONS", default: true)
      writesDecimalsAsStrings = try settings.flag("DECIMALS_AS_STRINGS", default: false)
      allowsExtensions = try settings.flag("GRAPHQL_EXTENSIONS", default: settings.isDevelopment)
      logLevel = try settings.logLevel()
    } catch {
      let isInFile = environment[error.variable, default: ""].isEmpty
      let excerpt = isInFile ? file?.message(error.variable, "\(error.problem).") : nil
      throw Invalid(description: excerpt ?? "\(error).")
    }
  }

  /// Settings of the engine. docs/reference/limits.md has their defaults and codes.
  private static func engine(_ settings: SettingsReader) throws(ConfigurationError) -> EngineConfiguration {
    var engine = EngineConfiguration()
    let range = 1...1_000_000_000
    func read(_ variable: String, _ limit: WritableKeyPath<OperationLimits, Int>) throws(ConfigurationError) {
      engine.limits[keyPath: limit] = try settings.integer(variable, default: engine.limits[keyPath: limit], range: range)
    }
    try read("MAX_TOKENS", \.maximumTokens)
    try read("MAX_DEPTH", \.maximumDepth)
    try read("MAX_ALIASES", \.maximumAliases)
    try read("MAX_ROOT_FIELDS", \.maximumRootFields)
    try read("MAX_ROOT_MUTATIONS", \.maximumRootMutations)
    try read("MAX_DIRECTIVES", \.maximumDirectives)
    try read("MAX_SELECTIONS", \.maximumSelections)
    try read("MAX_OBJECTS", \.maximumObjects)
    try read("MAX_RESPONSE_BYTES", \.maximumResponseBytes)
    try read("MAX_ERRORS", \.maximumErrors)
    engine.cachedBytes = try settings.integer("OPERATION_CACHE_BYTES", default: engine.cachedBytes, range: 0...1 << 40)
    engine.cachedOperations = try settings.integer("OPERATION_CACHE_ENTRIES", default: engine.cachedOperations, range: 1...1_000_000)
    engine.showsInputValues = settings.isDevelopment
    return engine
  }
}
