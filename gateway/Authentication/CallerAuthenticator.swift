import Authentication
import GraphQL
import HTTPClient
import HTTPCore
import Logging
import ProcessKit
import Redis
import Sockets

/// Finds out who sends a request, from its access token or its API key. Without either, the caller is anonymous.
struct CallerAuthenticator: Sendable {
  let tokens: TokenVerifier
  /// Nil if API keys are not accepted, and `X-API-Key` is a header like any other.
  let apiKeys: APIKeyExchange?

  static let apiKeyHeader = "x-api-key"

  /// The claims of the caller; nil for an anonymous one. An API key in the headers is replaced by the token that it stands for.
  ///
  /// - Throws: 401 for a token or a key that is not valid, and 503 when that cannot be said.
  func caller(_ headers: inout HTTPFields) async throws(GatewayError) -> CallerClaims? {
    let credentials = headers.values("authorization")
    if let apiKeys, headers.contains(Self.apiKeyHeader) {
      let keys = headers.values(Self.apiKeyHeader)
      guard credentials.isEmpty, keys.count == 1, let key = keys.first else {
        throw .unauthenticated("Send one API key, or one token in Authorization.", isInvalidToken: false)
      }
      headers.remove(Self.apiKeyHeader)
      return try await caller(apiKeys, key, &headers)
    }
    guard let field = credentials.first else { return nil }
    guard credentials.count == 1, let token = BearerToken.read(field) else {
      throw .unauthenticated("A Bearer token is required in Authorization.", isInvalidToken: false)
    }
    do { return try await tokens.claims(of: token) } catch { throw GatewayError(error) }
  }

  private func caller(_ apiKeys: APIKeyExchange, _ key: String, _ headers: inout HTTPFields) async throws(GatewayError) -> CallerClaims {
    do throws(TokenVerifier.Refusal) {
      var token = try await apiKeys.token(for: key)
      let claims: CallerClaims
      do throws(TokenVerifier.Refusal) { claims = try await tokens.claims(of: token) } catch {
        // The remembered token has been revoked or has expired. The user service knows whether the key is still valid.
        guard error != .unavailable else { throw error }
        apiKeys.forget(key)
        token = try await apiKeys.token(for: key)
        claims = try await tokens.claims(of: token)
      }
      headers["authorization"] = "Bearer \(token)"
      return claims
    } catch {
      throw GatewayError(error)
    }
  }
}

extension GatewayError {
  fileprivate init(_ refusal: TokenVerifier.Refusal) {
    switch refusal {
    case .invalid(let message): self = .unauthenticated(message, isInvalidToken: true)
    case .unavailable: self = .authenticationUnavailable
    }
  }
}

extension CallerAuthenticator {
  /// The authenticator and what has to run for it: the keys that are read again.
  ///
  /// - Parameter redis: where revoked tokens are listed. Nil if there is no such list.
  static func make(
    _ settings: AuthenticationSettings, client: HTTPClient, redis: RedisClient?, logger: Logger
  ) -> (authenticator: CallerAuthenticator, keys: [IssuerKeys]) {
    var issuers: [String: TokenVerifier.Issuer] = [:]
    for issuer in settings.issuers { issuers[issuer.name] = .init(issuer, keys: .of(issuer, client: client, logger: logger)) }
    var list = redis.map { RedisRevocationSet(redis: $0) as any RevocationList }
    if let known = list, let url = settings.userService {
      list = RevocationListWithFallback(known, otherwise: UserServiceRevocations(url: url, client: client))
    }
    let tokens = TokenVerifier(
      issuers: issuers, scopeClaims: settings.scopeClaims, revocations: list.map { RevocationCheck($0, logger: logger) }, logger: logger)
    let apiKeys = settings.acceptsAPIKeys ? settings.userService.map { APIKeyExchange(url: $0, client: client) } : nil
    return (CallerAuthenticator(tokens: tokens, apiKeys: apiKeys), issuers.values.map(\.keys).filter(\.isReadAgain))
  }
}

extension IssuerKeys {
  fileprivate static func of(_ issuer: AuthenticationSettings.Issuer, client: HTTPClient, logger: Logger) -> IssuerKeys {
    switch issuer.keys {
    case .fixed(let keys): IssuerKeys(fixed: keys)
    case .file(let path):
      IssuerKeys(issuer: issuer.name, algorithms: issuer.algorithms, logger: logger) { () async throws(Unreadable) -> [UInt8] in
        do { return try FileContents.read(path) } catch { throw Unreadable("the setting \(error)") }
      }
    case .url(let url):
      IssuerKeys(issuer: issuer.name, algorithms: issuer.algorithms, logger: logger) { () async throws(Unreadable) -> [UInt8] in
        let request = HTTPRequest(target: url.target, headers: ["Accept": "application/jwk-set+json, application/json"])
        let response: HTTPResponse
        do { response = try await client.execute(request, to: url, timeout: .seconds(5), bodyBytes: 1 << 20) } catch {
          throw Unreadable("\(error)")
        }
        guard response.status == .ok else { throw Unreadable("the server answers \(response.status.code)") }
        return response.body
      }
    }
  }
}
