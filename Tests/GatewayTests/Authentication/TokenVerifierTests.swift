import Authentication
import Crypto
import GraphQL
import Logging
import Synchronization
import TestSupport
import Testing

@testable import Gateway

/// What is remembered of a verified token, and what is asked for each request.
@Suite struct TokenVerifierTests {
  /// A set of keys that changes.
  private final class Published: Sendable {
    private let text: Mutex<String>
    init(_ keys: JWTKey...) { text = Mutex(Self.set(keys)) }
    func replace(with keys: JWTKey...) { text.withLock { $0 = Self.set(keys) } }
    var bytes: [UInt8] { text.withLock { Array($0.utf8) } }
    private static func set(_ keys: [JWTKey]) -> String { "{\"keys\":[\(keys.map { SampleKeys.jwk($0) }.joined(separator: ","))]}" }
  }

  /// Revoked tokens, and how often it was asked.
  private final class Revoked: RevocationList {
    private let state = Mutex<(tokens: Set<String>, questions: Int, isAway: Bool)>(([], 0, false))
    var questions: Int { state.withLock { $0.questions } }
    func revoke(_ id: String) { state.withLock { _ = $0.tokens.insert(id) } }
    func goAway() { state.withLock { $0.isAway = true } }
    func isRevoked(_ tokenID: String, token: String) async throws -> Bool {
      try state.withLock { state in
        state.questions += 1
        if state.isAway { throw CancellationError() }
        return state.tokens.contains(tokenID)
      }
    }
  }

  private static let logger = Logger(label: "t") { _ in SwiftLogNoOpLogHandler() }
  private static let first = SampleKeys.signing(SampleKeys.ed25519, .edDSA)
  private static let second = SampleKeys.signing(SampleKeys.otherEd25519, .edDSA)

  private static func verifier(
    _ published: Published, _ revoked: Revoked? = nil, scopeClaims: [JSONPath] = CallerClaims.defaultScopeClaims
  ) -> (TokenVerifier, IssuerKeys) {
    let keys = IssuerKeys(issuer: "trellis", algorithms: [.edDSA], logger: logger) { () async throws(IssuerKeys.Unreadable) -> [UInt8] in
      published.bytes
    }
    let settings = AuthenticationSettings.Issuer(
      name: "trellis", audiences: ["trellis-api"], algorithms: [.edDSA], tokenType: "access", keys: .fixed([]), isRevocable: revoked != nil)
    let verifier = TokenVerifier(
      issuers: ["trellis": .init(settings, keys: keys)], scopeClaims: scopeClaims,
      revocations: revoked.map { RevocationCheck($0, logger: logger) }, logger: logger)
    return (verifier, keys)
  }

  private static func refusal(_ verifier: TokenVerifier, _ token: String) async -> TokenVerifier.Refusal? {
    do {
      _ = try await verifier.claims(of: token)
      return nil
    } catch { return error }
  }

  @Test func theTokenOfARemovedKeyIsRefusedAlsoAfterItWasUsed() async {
    let published = Published(Self.first)
    let (verifier, keys) = Self.verifier(published)
    let (old, new) = (
      TokenMatrix.token(TokenMatrix.claims(), key: Self.first), TokenMatrix.token(TokenMatrix.claims(), key: Self.second)
    )
    #expect(await Self.refusal(verifier, old) == nil)
    published.replace(with: Self.first, Self.second)
    await keys.refresh()
    #expect(await Self.refusal(verifier, old) == nil)
    #expect(await Self.refusal(verifier, new) == nil)
    published.replace(with: Self.second)
    await keys.refresh()
    #expect(await Self.refusal(verifier, old) == .invalid("The token is not valid."))
    #expect(await Self.refusal(verifier, new) == nil)
  }

  @Test func oneTokenHasOneObjectOfClaims() async throws {
    let (verifier, _) = Self.verifier(Published(Self.first))
    let token = TokenMatrix.token(
      TokenMatrix.claims(["scope": "\"a b\"", "scopes": "[\"c\"]", "permissions": "[\"d\",7]"]), key: Self.first)
    let claims = try await verifier.claims(of: token)
    #expect(try await verifier.claims(of: token) === claims)
    #expect(claims.scopes == ["a", "b", "c", "d"])
    let (other, _) = Self.verifier(Published(Self.first), scopeClaims: ["scopes"])
    #expect(try await other.claims(of: token).scopes == ["c"])
  }

  @Test func revocationIsAskedForEachRequest() async {
    let revoked = Revoked()
    let (verifier, _) = Self.verifier(Published(Self.first), revoked)
    let token = TokenMatrix.token(TokenMatrix.claims(["jti": "\"j\""]), key: Self.first)
    for _ in 0..<3 { #expect(await Self.refusal(verifier, token) == nil) }
    #expect(revoked.questions == 3)
    revoked.revoke("j")
    #expect(await Self.refusal(verifier, token) == .invalid("The token has been revoked."))
    revoked.goAway()
    #expect(await Self.refusal(verifier, token) == .unavailable)
    let customer = TokenMatrix.token(TokenMatrix.claims(["roles": "[\"customer\"]"]), key: Self.first)
    #expect(await Self.refusal(verifier, customer) == nil)
  }
}
