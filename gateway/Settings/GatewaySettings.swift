import GraphQL
import HTTPCore
import ProcessKit
import Redis

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
  let tokens = TokenSettings()
  let responses = ResponseSettings()
  let exposure = ExposureSettings()
  let browsers = CrossOriginSettings()
  let limits = LimitSettings()
  let persisted = PersistedOperationSettings()
  let policies = PolicySettings()
  let callers = CallerSettings()
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

/// [authentication.md](authentication.md) tells what they do.
struct TokenSettings: SettingGroup {
  let title = "Access tokens"
  let introduction =
    "[authentication.md](authentication.md) tells how the gateway verifies access tokens. It does if `JWT_PUBLIC_KEYS_FILE`, `JWT_JWKS_FILE`, "
    + "`JWT_JWKS_URL`, `JWT_SECRET` or `JWT_ISSUERS` is set; otherwise it passes them on."
  let publicKeysFile = Setting<String?>.path(
    "JWT_PUBLIC_KEYS_FILE", key: "jwtPublicKeysFile", form: "the path of PEM public keys: Ed25519, or RSA of at least 2048 bits",
    "The keys that verify.")
  let keySetFile = Setting<String?>.path(
    "JWT_JWKS_FILE", key: "jwksFile", form: "the path of a JSON Web Key Set", "The keys that verify.")
  let keySetURL = Setting<HTTPURL?>.parsed(
    "JWT_JWKS_URL", key: "jwksUrl", form: "a URL such as http://127.0.0.1:8081/.well-known/jwks.json",
    "The JSON Web Key Set of a server, with the keys that verify."
  ) { HTTPURL($0) }
  let secret = Setting<String?>.text(
    "JWT_SECRET", key: "jwtSecret", form: "your own text of at least 32 bytes", isSecret: true,
    "Verifies with HS256 if none of the others is set. The sample secret is used in development only.")
  let issuer = Setting<String>.text("JWT_ISSUER", key: "jwtIssuer", default: "trellis", "The `iss` of tokens.")
  let audiences = Setting<[String]>.parsed(
    "JWT_AUDIENCE", key: "jwtAudience", form: "values of `aud` with commas", default: "trellis-api", isList: true,
    "The `aud` of tokens must contain one of them."
  ) { $0.listed }
  let algorithms = Setting<[String]?>.parsed(
    "JWT_ALGORITHMS", key: "jwtAlgorithms", form: "some of HS256, RS256, PS256, ES256 and EdDSA", isList: true,
    "The accepted algorithms. If it is not set, those that the keys are fit for."
  ) { $0.listed }
  let tokenType = Setting<String>.text(
    "JWT_TOKEN_TYPE", key: "jwtTokenType", form: "the value of the claim `typ`, or any", default: "access", "The `typ` of access tokens.")
  let issuers = Setting<String?>.json(
    "JWT_ISSUERS", key: "jwtIssuers", form: "a list of issuers", isSecret: true,
    "Further issuers, each with its own keys, audiences and algorithms.")
  let scopeClaims = Setting<[JSONPath]>.parsed(
    "JWT_SCOPE_CLAIMS", key: "jwtScopeClaims", form: "names of claims with commas, such as scope,permissions",
    default: "scope,scopes,permissions", isList: true, "The claims that hold scopes."
  ) { text in
    let paths = text.listed?.map { JSONPath($0) } ?? []
    return paths.isEmpty || paths.contains { $0?.steps.isEmpty ?? true } ? nil : paths.compactMap { $0 }
  }
  let redisURL = Setting<RedisConfiguration?>.parsed(
    "REDIS_URL", key: "redisUrl", form: "a URL such as redis://127.0.0.1:6379/0", isSecret: true,
    "Where revoked tokens are listed, and what replicas of the gateway share: the counts of rates and automatically persisted queries. Without it "
      + "each process counts alone."
  ) { RedisConfiguration(url: $0, commandTimeout: .milliseconds(500)) }
  let userServiceURL = Setting<HTTPURL?>.parsed(
    "USER_SERVICE_URL", form: "a URL such as http://127.0.0.1:8081",
    "The user service, which is asked whether a token is revoked when Redis cannot say, and which exchanges API keys."
  ) { HTTPURL($0) }
  let apiKeys = Setting<Bool>.flag(
    "API_KEYS", key: "apiKeys", default: false, "Whether `X-API-Key` is exchanged at the user service for the token of the key.")
}

extension String {
  /// The items of a text with commas; nil if there is none, or if one is empty.
  fileprivate var listed: [String]? {
    let items = split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    return items.contains("") ? nil : items
  }
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
  let headBytes = Setting<Int>.integer(
    "MAX_HEAD_BYTES", key: "maxHeadBytes", 1024...1 << 20, default: 16 << 10, "The bytes of a request's head.")
  let deadline = Setting<Int>.integer(
    "REQUEST_DEADLINE_MS", key: "requestDeadlineMs", 100...600_000, default: 30_000,
    "Milliseconds in which an operation must be answered. What has not begun by then is not begun.")
  let measured = Setting<MeasuredLimits>.parsed(
    "MEASURED_LIMITS", key: "measuredLimits", form: MeasuredLimits.form, default: "none", isList: true,
    "The limits that are only counted and logged: what exceeds them is not refused."
  ) { MeasuredLimits($0) }
  let upstreamCalls = Setting<Int?>.integer(
    "MAX_UPSTREAM_CALLS", key: "maxUpstreamCalls", 1...1_000_000,
    "The upstream calls that an operation can need. If it is not set, \(UpstreamCallLimit.preset.maximum), and a list without a limit counts once."
  )
  let assumedListSize = Setting<Int>.integer(
    "ASSUMED_LIST_SIZE", key: "assumedListSize", 1...1_000_000, default: 100,
    "The items that a list without a limit counts for, in the number of upstream calls.")
  let tokens = limit("MAX_TOKENS", "maxTokens", \.maximumTokens, "The tokens of the document, without comments.")
  let depth = limit("MAX_DEPTH", "maxDepth", \.maximumDepth, "The nesting of fields.")
  let aliases = limit("MAX_ALIASES", "maxAliases", \.maximumAliases, "The fields with an alias.")
  let rootFields = limit("MAX_ROOT_FIELDS", "maxRootFields", \.maximumRootFields, "The root fields.")
  let rootMutations = limit("MAX_ROOT_MUTATIONS", "maxRootMutations", \.maximumRootMutations, "The root fields of a mutation.")
  let directives = limit("MAX_DIRECTIVES", "maxDirectives", \.maximumDirectives, "The directives of the operation.")
  let fragmentSpreads = limit(
    "MAX_FRAGMENT_SPREADS", "maxFragmentSpreads", \.maximumFragmentSpreads, "The spreads of fragments.")
  let listValues = limit("MAX_LIST_VALUES", "maxListValues", \.maximumListValues, "The values of one list in arguments and variables.")
  let variableValues = limit(
    "MAX_VARIABLE_VALUES", "maxVariableValues", \.maximumVariableValues, "The values of a request's variables, with those in them.")
  let selections = limit("MAX_SELECTIONS", "maxSelections", \.maximumSelections, "The size of the plan.")
  let cost = limit("MAX_OPERATION_COST", "maxOperationCost", \.maximumCost, "The static cost of the operation.")
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
