import Crypto
import GraphQL
import GraphQLLanguage
import HTTPCore
import JSON
import ProcessKit
import Redis

/// Whose tokens the gateway verifies, and how. Without an issuer it passes `authorization` on, and nobody is authenticated.
struct AuthenticationSettings: Sendable {
  /// A party that issues access tokens.
  struct Issuer: Sendable {
    /// The value of `iss`.
    var name: String
    /// `aud` must contain one of them.
    var audiences: Set<String>
    /// The accepted algorithms, whatever a token or a key says.
    var algorithms: Set<JWTAlgorithm>
    /// The value of the claim `typ`. Nil accepts any.
    var tokenType: String?
    var keys: Keys
    /// Whether its tokens have a `jti` that the revocation list in Redis may name.
    var isRevocable: Bool
  }

  /// Where the keys of an issuer are.
  enum Keys: Sendable {
    case fixed([JWTKey])
    /// A JSON Web Key Set in a file.
    case file(String)
    /// A JSON Web Key Set of a server.
    case url(HTTPURL)
  }

  var issuers: [Issuer] = []
  /// The claims that hold scopes.
  var scopeClaims: [JSONPath] = CallerClaims.defaultScopeClaims
  /// Where revoked tokens are listed. Nil if there is no Redis.
  var redis: RedisConfiguration?
  /// The user service, which is asked whether a token is revoked when Redis cannot say.
  var userService: HTTPURL?
  /// Whether `X-API-Key` is exchanged at the user service for the caller's token.
  var acceptsAPIKeys = false
  /// The warning for the log if `JWT_SECRET` is set and not used.
  var warning: String?

  /// Whether tokens are verified.
  var verifiesTokens: Bool { !issuers.isEmpty }

  init() {}

  init(_ settings: SettingsReader) throws(ConfigurationError) {
    redis = try settings.parsedIfSet("REDIS_URL", expected: "a URL such as redis://127.0.0.1:6379/0") { RedisConfiguration(url: $0) }
    userService = try settings.parsedIfSet("USER_SERVICE_URL", expected: "a URL such as http://127.0.0.1:8081") { HTTPURL($0) }
    scopeClaims =
      try settings.parsedIfSet("JWT_SCOPE_CLAIMS", expected: "names of claims such as scope,permissions") { text in
        let paths = text.split(separator: ",").map { JSONPath(String($0)) }
        return paths.isEmpty || paths.contains { $0?.steps.isEmpty ?? true } ? nil : paths.compactMap { $0 }
      } ?? CallerClaims.defaultScopeClaims
    if let issuer = try own(settings) { issuers.append(issuer) }
    if let text = settings.text("JWT_ISSUERS") {
      for issuer in try IssuerList(hasRedis: redis != nil).issuers(in: text) {
        guard !issuers.contains(where: { $0.name == issuer.name }) else {
          throw ConfigurationError(variable: "JWT_ISSUERS", problem: "names the issuer \(issuer.name) twice; each issuer has one entry")
        }
        issuers.append(issuer)
      }
    }
    acceptsAPIKeys = try settings.flag("API_KEYS", default: false)
    if acceptsAPIKeys, issuers.isEmpty {
      throw ConfigurationError(
        variable: "API_KEYS",
        problem:
          "needs keys that verify the tokens of the user service: set JWT_PUBLIC_KEYS_FILE, JWT_JWKS_URL, JWT_JWKS_FILE or JWT_SECRET")
    }
    if acceptsAPIKeys, userService == nil {
      throw ConfigurationError(variable: "API_KEYS", problem: "needs USER_SERVICE_URL, where an API key is exchanged for a token")
    }
  }

  /// The issuer of `JWT_ISSUER`; nil if no setting names its keys.
  private mutating func own(_ settings: SettingsReader) throws(ConfigurationError) -> Issuer? {
    let sources = ["JWT_PUBLIC_KEYS_FILE", "JWT_JWKS_FILE", "JWT_JWKS_URL"]
    let given = sources.filter { settings.text($0) != nil }
    if given.count > 1 { throw ConfigurationError(variable: given[1], problem: "and \(given[0]) are set; one of them has the keys") }
    let keys: Keys
    var possible = JWTAlgorithm.published
    switch given.first {
    case "JWT_PUBLIC_KEYS_FILE"?:
      guard let found = try settings.contents("JWT_PUBLIC_KEYS_FILE").flatMap({ JWTKey.publicKeys(pem: $0) }) else {
        throw ConfigurationError(
          variable: "JWT_PUBLIC_KEYS_FILE", problem: "must name a file of PEM public keys: Ed25519, or RSA of at least 2048 bits")
      }
      keys = .fixed(found)
      possible = Set(found.map(\.algorithm))
    case "JWT_JWKS_FILE"?: keys = .file(settings.text("JWT_JWKS_FILE", default: ""))
    case "JWT_JWKS_URL"?:
      keys = .url(
        try settings.parsed("JWT_JWKS_URL", expected: "a URL such as http://127.0.0.1:8081/.well-known/jwks.json") { HTTPURL($0) })
    default:
      guard let secret = settings.text("JWT_SECRET") else { return nil }
      guard let accepted = SigningSecret.accepted(secret, isDevelopment: settings.isDevelopment) else {
        guard secret.hasPrefix("change-me") else {
          throw ConfigurationError(variable: "JWT_SECRET", problem: "must have at least \(SigningSecret.minimumLength) bytes")
        }
        // Everyone knows the sample secret, so it verifies nothing outside development.
        warning = "JWT_SECRET has the sample secret, so it is not used; set your own to verify tokens"
        return nil
      }
      keys = .fixed([.hs256(secret: accepted)])
      possible = [.hs256]
    }
    let allowed = try settings.parsedIfSet("JWT_ALGORITHMS", expected: "some of \(possible.list)") { text in
      IssuerList.algorithms(text.split(separator: ",").map(String.init), among: possible)
    }
    if case .file(let path) = keys, let problem = IssuerList.problem(ofSet: path, allowed ?? possible) {
      throw ConfigurationError(variable: "JWT_JWKS_FILE", problem: problem)
    }
    let audiences = Set(settings.text("JWT_AUDIENCE", default: "trellis-api").split(separator: ",").map(String.init))
    guard !audiences.isEmpty else { throw ConfigurationError(variable: "JWT_AUDIENCE", problem: "must name an audience") }
    return Issuer(
      name: settings.text("JWT_ISSUER", default: "trellis"), audiences: audiences, algorithms: allowed ?? possible,
      tokenType: IssuerList.tokenType(settings.text("JWT_TOKEN_TYPE")), keys: keys, isRevocable: redis != nil)
  }
}

/// The issuers of `JWT_ISSUERS`, a JSON array of objects.
private struct IssuerList {
  let hasRedis: Bool

  private static let members = [
    "issuer", "audiences", "algorithms", "tokenType", "revocation", "secret", "publicKeysFile", "jwksFile", "jwksUrl",
  ]

  func issuers(in text: String) throws(ConfigurationError) -> [AuthenticationSettings.Issuer] {
    guard let root = try? JSONDocument(parsing: text).root, root.kind == .array, root.count > 0 else {
      throw ConfigurationError(
        variable: "JWT_ISSUERS",
        problem: "must be a list such as [{\"issuer\": \"https://id.example.com\", \"audiences\": [\"api\"], \"jwksUrl\": \"…\"}]")
    }
    var issuers: [AuthenticationSettings.Issuer] = []
    for (index, entry) in root.elements.enumerated() {
      let issuer = try issuer(entry, "JWT_ISSUERS", index)
      guard !issuers.contains(where: { $0.name == issuer.name }) else {
        throw Self.error(index, "issuer", "is that of another entry; each issuer has one entry")
      }
      issuers.append(issuer)
    }
    return issuers
  }

  private func issuer(_ entry: JSONView, _ variable: String, _ index: Int) throws(ConfigurationError) -> AuthenticationSettings.Issuer {
    guard entry.kind == .object else { throw Self.error(index, "", "must be an object") }
    for (name, _) in entry.members where !Self.members.contains(name) {
      let near = Suggestion.list(for: name, among: Self.members).first
      throw Self.error(
        index, name, "is unknown; " + (near.map { "it may mean \($0)" } ?? "there are \(Self.members.joined(separator: ", "))"))
    }
    guard let name = entry["issuer"]?.string, !name.isEmpty else { throw Self.error(index, "issuer", "must be the value of iss") }
    let audiences = Set(entry["audiences"]?.elements.compactMap(\.string) ?? [])
    guard !audiences.isEmpty, audiences.count == entry["audiences"]?.count, !audiences.contains("") else {
      throw Self.error(index, "audiences", "must be a list of values of aud")
    }
    let (keys, possible) = try keys(entry, index)
    var algorithms = possible
    if let given = entry["algorithms"] {
      guard let some = Self.algorithms(given.elements.map { $0.string ?? "" }, among: possible) else {
        throw Self.error(index, "algorithms", "must be a list of some of \(possible.list)")
      }
      algorithms = some
    }
    if case .file(let path) = keys, let problem = Self.problem(ofSet: path, algorithms) { throw Self.error(index, "jwksFile", problem) }
    if let type = entry["tokenType"], type.string?.isEmpty ?? true {
      throw Self.error(index, "tokenType", "must be the value of typ, or any")
    }
    if let flag = entry["revocation"], flag.bool == nil { throw Self.error(index, "revocation", "must be true or false") }
    let isRevocable = entry["revocation"]?.bool ?? hasRedis
    guard hasRedis || !isRevocable else { throw Self.error(index, "revocation", "needs REDIS_URL, where revoked tokens are listed") }
    return .init(
      name: name, audiences: audiences, algorithms: algorithms, tokenType: Self.tokenType(entry["tokenType"]?.string), keys: keys,
      isRevocable: isRevocable)
  }

  private func keys(_ entry: JSONView, _ index: Int) throws(ConfigurationError) -> (AuthenticationSettings.Keys, Set<JWTAlgorithm>) {
    let sources = ["secret", "publicKeysFile", "jwksFile", "jwksUrl"].filter { entry[$0] != nil }
    guard sources.count == 1, let source = sources.first, let text = entry[source]?.string else {
      throw Self.error(index, sources.first ?? "", "must have one of secret, publicKeysFile, jwksFile and jwksUrl, as text")
    }
    switch source {
    case "secret":
      guard let secret = SigningSecret.accepted(text, isDevelopment: false) else {
        throw Self.error(index, "secret", "must be your own, of at least \(SigningSecret.minimumLength) bytes")
      }
      return (.fixed([.hs256(secret: secret)]), [.hs256])
    case "publicKeysFile":
      guard let contents = try? FileContents.read(text), let keys = JWTKey.publicKeys(pem: contents) else {
        throw Self.error(index, "publicKeysFile", "must name a file of PEM public keys: Ed25519, or RSA of at least 2048 bits")
      }
      return (.fixed(keys), Set(keys.map(\.algorithm)))
    case "jwksFile": return (.file(text), JWTAlgorithm.published)
    default:
      guard let url = HTTPURL(text) else { throw Self.error(index, "jwksUrl", "must be a URL of a JSON Web Key Set") }
      return (.url(url), JWTAlgorithm.published)
    }
  }

  /// Why the file is not a JSON Web Key Set with a key for one of the algorithms; nil if it is.
  static func problem(ofSet path: String, _ algorithms: Set<JWTAlgorithm>) -> String? {
    do throws(FileContents.Unreadable) {
      guard let keys = JWTKey.publicKeys(jwks: try FileContents.read(path), algorithms: algorithms) else {
        return "must name a file with a JSON Web Key Set, such as {\"keys\": []}"
      }
      return keys.isEmpty ? "names a set without a key for \(algorithms.list)" : nil
    } catch {
      return error.description
    }
  }

  /// Nil for an empty list, and for a name that is not one of the possible algorithms.
  static func algorithms(_ names: [String], among possible: Set<JWTAlgorithm>) -> Set<JWTAlgorithm>? {
    let found = names.compactMap(JWTAlgorithm.init(rawValue:))
    return found.isEmpty || found.count != names.count || !possible.isSuperset(of: found) ? nil : Set(found)
  }

  /// `access` by default; `any` stands for nil.
  static func tokenType(_ text: String?) -> String? { text == "any" ? nil : text ?? "access" }

  private static func error(_ index: Int, _ member: String, _ problem: String) -> ConfigurationError {
    ConfigurationError(variable: "JWT_ISSUERS", problem: "[\(index)]\(member.isEmpty ? "" : "." + member) \(problem)")
  }
}

extension JWTAlgorithm {
  /// The algorithms of keys that can be published.
  fileprivate static let published: Set<JWTAlgorithm> = [.rs256, .ps256, .es256, .edDSA]
}

extension Set<JWTAlgorithm> {
  fileprivate var list: String { map(\.rawValue).sorted().joined(separator: ", ") }
}
