import GraphQL
import Logging
import ProcessKit

/// The gateway's settings, from its environment and its configuration file. `GatewaySettings` declares them.
struct GatewayConfiguration: Sendable {
  var host: String
  /// The port to listen on. 0 takes a free one.
  var port: Int
  /// The certificates that the gateway listens with, and those for its connections to others.
  var tls: ProcessTLS
  /// Where `/metrics` is served.
  var metrics: MetricsAddress
  /// The pause between two probes of a service whose `@service` has `health`.
  var probeInterval = Duration.seconds(5)
  /// The folder with the schema files.
  var schemaDirectory: String
  /// How often the folder is read again. Nil if it is read at the start only.
  var reloadInterval: Duration?
  /// The upstream calls that an operation may need at most. Nil for `UpstreamCallLimit.preset`.
  var maximumUpstreamCalls: Int?
  /// How many items a list without a limit counts for, for that bound.
  var assumedListSize: Int
  /// Whether identical upstream GETs of one caller that run at the same time are one call.
  var sharesCalls: Bool
  /// Whether identical queries of one caller that run at the same time are executed once.
  var sharesOperations: Bool
  /// Whether clients may ask for response extensions. By default in development only.
  var allowsExtensions: Bool
  /// Whether the explorer is served.
  var showsExplorer: Bool
  /// Which pages of other origins may read responses. Nil if none may.
  var cors: CORSPolicy?
  /// Whether each GET needs a header that no page can set without a preflight.
  var requiresPreflight: Bool
  /// How long browsers use TLS alone after a response over TLS. 0 if they are not told.
  var strictTransportSeconds: Int
  /// Whether clients get the values of the scalar `Decimal` as strings.
  var writesDecimalsAsStrings: Bool
  /// The limits of operations and of the cache of prepared operations, and whether error messages show the values of requests.
  var engine: EngineConfiguration
  /// Who decides the policies of `@policy`. Nil if nobody does.
  var policies: PolicySource?
  /// The bytes of a request's body.
  var maximumBodyBytes: Int
  /// Whose tokens are verified.
  var authentication: AuthenticationSettings
  /// Persisted operations and batches.
  var persisted: PersistedOperationConfiguration
  /// The bytes of a request's head.
  var maximumHeadBytes: Int
  /// How long an operation may take.
  var requestDeadline: Duration
  /// The rates of callers.
  var rates: RateLimitRules
  /// The requests that a caller may have at the same time.
  var maximumConcurrentRequests: Int
  /// The proxies that are believed what they say about a client's address.
  var trustedProxies: TrustedProxies
  /// How many event loops run. 0 means one per core.
  var eventLoops: Int
  var logLevel: Logger.Level
  /// The revision that metrics show.
  var revision: String?
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
    let declared = GatewaySettings()
    do throws(ConfigurationError) {
      host = try settings.value(of: declared.listening.host)
      port = try settings.value(of: declared.listening.port)
      tls = try settings.tls(declared.tls)
      metrics = try settings.metricsAddress(declared.process)
      schemaDirectory = try settings.value(of: declared.graph.schemaDirectory)
      let seconds = try settings.value(of: declared.graph.reloadSeconds)
      reloadInterval = seconds == 0 ? nil : .seconds(seconds)
      maximumUpstreamCalls = try settings.value(of: declared.limits.upstreamCalls)
      assumedListSize = try settings.value(of: declared.limits.assumedListSize)
      engine = try Self.engine(settings, declared.limits)
      engine.validation.allowsIntrospection = try settings.value(of: declared.exposure.introspection)
      engine.validation.suggestsNames = try settings.value(of: declared.exposure.suggestions)
      engine.explainsErrors = try settings.value(of: declared.exposure.explanations)
      maximumBodyBytes = try settings.value(of: declared.limits.bodyBytes)
      authentication = try AuthenticationSettings(settings, declared.tokens)
      persisted = try PersistedOperationConfiguration(settings, declared.persisted)
      policies = try PolicySource.read(settings, declared.policies)
      maximumHeadBytes = try settings.value(of: declared.limits.headBytes)
      requestDeadline = .milliseconds(try settings.value(of: declared.limits.deadline))
      rates = RateLimitRules(
        user: try settings.value(of: declared.callers.userRate), address: try settings.value(of: declared.callers.addressRate),
        fields: try settings.value(of: declared.callers.fieldRates), costPerToken: try settings.value(of: declared.callers.costPerToken))
      maximumConcurrentRequests = try settings.value(of: declared.callers.concurrentRequests)
      trustedProxies = try settings.value(of: declared.callers.trustedProxies)
      trustedProxies.header = try settings.value(of: declared.callers.forwardingHeader)
      eventLoops = try settings.value(of: declared.process.eventLoops)
      sharesCalls = try settings.value(of: declared.graph.sharesCalls)
      sharesOperations = try settings.value(of: declared.graph.sharesOperations)
      writesDecimalsAsStrings = try settings.value(of: declared.responses.decimalsAsStrings)
      allowsExtensions = try settings.value(of: declared.exposure.extensions)
      showsExplorer = try settings.value(of: declared.exposure.explorer)
      cors = try CORSPolicy(settings, declared.browsers)
      requiresPreflight = try settings.value(of: declared.browsers.requiresPreflight)
      strictTransportSeconds = try settings.value(of: declared.browsers.strictTransport)
      logLevel = try settings.value(of: declared.process.logLevel)
      revision = try settings.value(of: declared.process.revision)
    } catch {
      let isInFile = environment[error.variable, default: ""].isEmpty
      let excerpt = isInFile ? file?.message(error.variable, "\(error.problem).") : nil
      throw Invalid(description: excerpt ?? "\(error).")
    }
  }

  /// The engine of commands. Their output is for the operator, so it explains errors in production, too.
  var commandEngine: EngineConfiguration {
    var engine = engine
    engine.showsInputValues = true
    engine.explainsErrors = true
    engine.validation.suggestsNames = true
    return engine
  }

  private static func engine(_ settings: SettingsReader, _ declared: LimitSettings) throws(ConfigurationError) -> EngineConfiguration {
    var engine = EngineConfiguration()
    engine.limits.maximumTokens = try settings.value(of: declared.tokens)
    engine.limits.maximumDepth = try settings.value(of: declared.depth)
    engine.limits.maximumAliases = try settings.value(of: declared.aliases)
    engine.limits.maximumRootFields = try settings.value(of: declared.rootFields)
    engine.limits.maximumRootMutations = try settings.value(of: declared.rootMutations)
    engine.limits.maximumDirectives = try settings.value(of: declared.directives)
    engine.limits.maximumFragmentSpreads = try settings.value(of: declared.fragmentSpreads)
    engine.limits.maximumListValues = try settings.value(of: declared.listValues)
    engine.limits.maximumVariableValues = try settings.value(of: declared.variableValues)
    engine.limits.measured = try settings.value(of: declared.measured)
    engine.limits.maximumSelections = try settings.value(of: declared.selections)
    engine.limits.maximumCost = try settings.value(of: declared.cost)
    engine.limits.maximumObjects = try settings.value(of: declared.objects)
    engine.limits.maximumResponseBytes = try settings.value(of: declared.responseBytes)
    engine.limits.maximumErrors = try settings.value(of: declared.errors)
    engine.cachedBytes = try settings.value(of: declared.cachedBytes)
    engine.cachedOperations = try settings.value(of: declared.cachedOperations)
    engine.showsInputValues = settings.isDevelopment
    return engine
  }
}
