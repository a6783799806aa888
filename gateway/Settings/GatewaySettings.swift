import GraphQL
import ProcessKit

/// All settings of the gateway. `GatewayConfiguration` reads them, from the environment and the configuration file.
struct GatewaySettings: SettingGroup {
  let title = "Gateway"
  let introduction =
    "The gateway reads the environment, and a YAML or JSON file that `--config` names. The environment overrides the file. "
    + "A path in the file is relative to the file. The file's mapping `environment` holds values of `{$env.X}` for variables that the "
    + "environment does not set."
  let process = ProcessSettings()
  let listening = ListeningSettings()
  let tls = TLSSettings()
  let graph = GraphSettings()
  let responses = ResponseSettings()
  let exposure = ExposureSettings()
  let browsers = CrossOriginSettings()
  let limits = LimitSettings()
  let persisted = PersistedOperationSettings()
}

struct ListeningSettings: SettingGroup {
  let title = "Listening"
  let host = Setting<String>.text(
    "GATEWAY_HOST", key: "host", form: "an address or a name", default: "127.0.0.1", "Where the gateway listens.")
  let port = Setting<Int>.integer(
    "GATEWAY_PORT", key: "port", 0...65535, default: 4000, "The port that the gateway listens on. 0 takes a free one.")
}

struct GraphSettings: SettingGroup {
  let title = "Graph"
  let schemaDirectory = Setting<String>.path("SCHEMA_DIR", key: "schema", default: "schema", "The folder with the `.graphql` files.")
  let reloadSeconds = Setting<Int>.integer(
    "SCHEMA_RELOAD_SECONDS", key: "reloadSeconds", 0...86_400, default: 1,
    "Seconds between two readings of the folder. 0 reads it at the start only.")
  let sharesCalls = Setting<Bool>.flag(
    "SHARE_CALLS", key: "shareCalls", default: true,
    "Whether identical upstream GETs of one caller that run at the same time are one call.")
  let sharesOperations = Setting<Bool>.flag(
    "SHARE_OPERATIONS", key: "shareOperations", default: true,
    "Whether identical queries of one caller that run at the same time are executed once.")
}

struct ResponseSettings: SettingGroup {
  let title = "Responses"
  let decimalsAsStrings = Setting<Bool>.flag(
    "DECIMALS_AS_STRINGS", key: "decimalsAsStrings", default: false, "Whether clients get the values of the scalar `Decimal` as strings.")
}

/// [limits.md](limits.md) has the codes.
struct LimitSettings: SettingGroup {
  let title = "Limits"
  let introduction = "[limits.md](limits.md) tells what each limit counts, and the code of its error."
  let bodyBytes = Setting<Int>.integer(
    "MAX_BODY_BYTES", key: "maxBodyBytes", 1024...1 << 30, default: 1 << 20, "The bytes of a request's body.")
  let upstreamCalls = Setting<Int?>.integer(
    "MAX_UPSTREAM_CALLS", key: "maxUpstreamCalls", 1...1_000_000, "The upstream calls that an operation can need. Not limited if not set.")
  let assumedListSize = Setting<Int>.integer(
    "ASSUMED_LIST_SIZE", key: "assumedListSize", 1...1_000_000, default: 100,
    "The items that a list without a limit counts for, in the number of upstream calls.")
  let tokens = limit("MAX_TOKENS", "maxTokens", \.maximumTokens, "The tokens of the document, without comments.")
  let depth = limit("MAX_DEPTH", "maxDepth", \.maximumDepth, "The nesting of fields.")
  let aliases = limit("MAX_ALIASES", "maxAliases", \.maximumAliases, "The fields with an alias.")
  let rootFields = limit("MAX_ROOT_FIELDS", "maxRootFields", \.maximumRootFields, "The root fields.")
  let rootMutations = limit("MAX_ROOT_MUTATIONS", "maxRootMutations", \.maximumRootMutations, "The root fields of a mutation.")
  let directives = limit("MAX_DIRECTIVES", "maxDirectives", \.maximumDirectives, "The directives of the operation.")
  let selections = limit("MAX_SELECTIONS", "maxSelections", \.maximumSelections, "The size of the plan.")
  let objects = limit("MAX_OBJECTS", "maxObjects", \.maximumObjects, "The objects of a response.")
  let responseBytes = limit("MAX_RESPONSE_BYTES", "maxResponseBytes", \.maximumResponseBytes, "The bytes of a response's `data`.")
  let errors = limit("MAX_ERRORS", "maxErrors", \.maximumErrors, "The field errors that a response lists.")
  let cachedBytes = Setting<Int>.integer(
    "OPERATION_CACHE_BYTES", key: "operationCacheBytes", 0...1 << 40, default: EngineConfiguration().cachedBytes,
    "The bytes of the prepared operations that are cached.")
  let cachedOperations = Setting<Int>.integer(
    "OPERATION_CACHE_ENTRIES", key: "operationCacheEntries", 1...1_000_000, default: EngineConfiguration().cachedOperations,
    "The prepared operations that are cached.")

  /// The default is the engine's.
  private static func limit(_ variable: String, _ key: String, _ limit: KeyPath<OperationLimits, Int>, _ meaning: String) -> Setting<Int> {
    .integer(variable, key: key, 1...1_000_000_000, default: OperationLimits()[keyPath: limit], meaning)
  }
}
