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
  /// Where revoked tokens are listed, and what replicas share. Nil if there is no Redis.
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

  init(_ settings: SettingsReader, _ declared: TokenSettings) throws(ConfigurationError) {
    redis = try settings.value(of: declared.redisURL)
    let hasRedis = redis != nil
    if let issuer = try own(settings, declared, hasRedis: hasRedis) { issuers.append(issuer) }
    if let text = try settings.value(of: declared.issuers) {
      for issuer in try IssuerList(hasRedis: hasRedis).issuers(in: text) {
        guard !issuers.contains(where: { $0.name == issuer.name }) else {
          throw ConfigurationError(variable: "JWT_ISSUERS", problem: "names the issuer of JWT_ISSUER; each issuer has one entry")
        }
        issuers.append(issuer)
      }
    }
    scopeClaims = try settings.value(of: declared.scopeClaims)
    acceptsAPIKeys = try settings.value(of: declared.apiKeys)
    guard verifiesTokens else {
      // A gateway beside the services has the setting, and perhaps no keys.
      if acceptsAPIKeys { warning = warning ?? "API_KEYS is not used: no setting names the keys of an issuer" }
      acceptsAPIKeys = false
      return
    }
    userService = try settings.value(of: declared.userServiceURL)
    if acceptsAPIKeys, userService == nil {
      throw ConfigurationError(variable: "API_KEYS", problem: "needs USER_SERVICE_URL, where an API key is exchanged for a token")
    }
  }

  /// The issuer of `JWT_ISSUER`; nil if no setting names its keys.
  private mutating func own(
    _ settings: SettingsReader, _ declared: TokenSettings, hasRedis: Bool
  ) throws(ConfigurationError) -> Issuer? {
    let sources = [declared.publicKeysFile.declaration, declared.keySetFile.declaration, declared.keySetURL.declaration].map(\.variable)
    let given = sources.filter { settings.text($0) != nil }
    if given.count > 1 { throw ConfigurationError(variable: given[1], problem: "and \(given[0]) are set; one of them has the keys") }
    let keys: Keys
    var possible = JWTAlgorithm.published
    if let pem = try settings.contents(of: declared.publicKeysFile) {
      guard let found = JWTKey.publicKeys(pem: pem) else {
        throw ConfigurationError(
          variable: declared.publicKeysFile.declaration.variable, problem: "must be \(declared.publicKeysFile.declaration.form)")
      }
      keys = .fixed(found)
      possible = Set(found.map(\.algorithm))
    } else if let path = try settings.value(of: declared.keySetFile) {
      keys = .file(path)
    } else if let url = try settings.value(of: declared.keySetURL) {
      keys = .url(url)
    } else if let key = try sharedKey(settings, declared) {
      keys = .fixed([key])
      possible = [.hs256]
    } else {
      return nil
    }
    var algorithms = possible
    if let names = try settings.value(of: declared.algorithms) {
      guard let some = IssuerList.algorithms(names, among: possible) else {
        throw ConfigurationError(variable: "JWT_ALGORITHMS", problem: "must be some of \(possible.list), which the keys are fit for")
      }
      algorithms = some
    }
    if case .file(let path) = keys, let problem = IssuerList.problem(ofSet: path, algorithms) {
      throw ConfigurationError(variable: "JWT_JWKS_FILE", problem: problem)
    }
    return Issuer(
      name: try settings.value(of: declared.issuer), audiences: Set(try settings.value(of: declared.audiences)), algorithms: algorithms,
      tokenType: IssuerList.tokenType(try settings.value(of: declared.tokenType)), keys: keys, isRevocable: hasRedis)
  }

  /// The key of `JWT_SECRET`. Everyone knows the sample secret, so it verifies nothing outside development.
  private mutating func sharedKey(_ settings: SettingsReader, _ declared: TokenSettings) throws(ConfigurationError) -> JWTKey? {
    if !settings.isDevelopment, settings.text(declared.secret.declaration.variable)?.contains("change-me") == true {
      warning = "JWT_SECRET has the sample secret, so it is not used; set your own to verify tokens"
      return nil
    }
    guard let secret = try settings.value(of: declared.secret) else { return nil }
    guard let accepted = SigningSecret.accepted(secret, isDevelopment: settings.isDevelopment) else {
      throw ConfigurationError(variable: "JWT_SECRET", problem: "must have at least \(SigningSecret.minimumLength) bytes")
    }
    return .hs256(secret: accepted)
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
