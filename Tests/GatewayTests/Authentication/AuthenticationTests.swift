import Crypto
import Foundation
import HTTPCore
import JSON
import Logging
import SharedKernel
import Synchronization
import TestSupport
import Testing

@testable import Gateway
@testable import GraphTools

/// Tokens at the gateway: which are accepted, and that no request with another one reaches a service.
@Suite struct AuthenticationTests {
  private static let schema = SourceFile(
    name: "a.graphql",
    text: """
      extend schema @service(name: "s", url: "{$env.UPSTREAM}", forward: ["authorization"])
      type Query {
        open: A @rest(service: "s", GET: "/open")
        mine: A @rest(service: "s", GET: "/mine/{$claims.sub}")
      }
      type Mutation { change: A @rest(service: "s", POST: "/change") }
      type A { id: ID }
      """)

  private static let plain = SourceFile(
    name: "a.graphql",
    text: """
      extend schema @service(name: "s", url: "{$env.UPSTREAM}", forward: ["authorization"])
      type Query { open: A @rest(service: "s", GET: "/open") }
      type A { id: ID }
      """)

  /// A file with these bytes.
  private static func file(_ bytes: [UInt8]) throws -> String {
    let path = FileManager.default.temporaryDirectory.appending(path: "keys-\(EntityID.make())").path
    try Data(bytes).write(to: URL(filePath: path))
    return path
  }

  private static func keySet(_ keys: String...) -> [UInt8] { Array("{\"keys\":[\(keys.joined(separator: ","))]}".utf8) }

  private static func post(_ gateway: RunningGateway, _ query: String, _ headers: HTTPFields) async throws -> HTTPResponse {
    var headers = headers
    headers["content-type"] = "application/json"
    return try await gateway.send("POST", "/graphql", headers: headers, body: "{\"query\":\"\(query)\"}")
  }

  private static func ask(_ gateway: RunningGateway, _ token: String, _ query: String = "{ open { id } }") async throws -> HTTPResponse {
    try await post(gateway, query, ["authorization": "Bearer \(token)"])
  }

  private static func expect(
    _ status: HTTPStatus, _ response: HTTPResponse, _ comment: String = "", sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(response.status == status, "\(comment)", sourceLocation: sourceLocation)
  }

  private static func code(_ response: HTTPResponse) throws -> String? {
    try JSONDocument(parsing: response.body).root["errors"]?[0]?["extensions"]?["code"]?.string
  }

  // MARK: the matrix

  @Test func noRequestWithATokenOfTheMatrixReachesAService() async throws {
    let upstream = CountingUpstream()
    let settings = ["JWT_PUBLIC_KEYS_FILE": try Self.file(TokenMatrix.publicKeys)]
    try await RunningGateway.with(files: [Self.schema], upstream: upstream, settings: settings) { gateway in
      for item in TokenMatrix.refused {
        for query in ["{ open { id } }", "mutation { change { id } }"] {
          let response = try await Self.ask(gateway, item.token, query)
          #expect(response.status == .unauthorized, "\(item.name)")
          #expect(try Self.code(response) == "UNAUTHENTICATED", "\(item.name)")
          #expect(response.headers["www-authenticate"]?.hasPrefix("Bearer realm=\"graphql\"") == true, "\(item.name)")
        }
      }
      #expect(upstream.calls.isEmpty)
      for item in TokenMatrix.accepted {
        try await Self.expect(.ok, Self.ask(gateway, item.token), "\(item.name)")
      }
      #expect(upstream.calls == TokenMatrix.accepted.map { _ in "GET /open" })
    }
  }

  @Test func aBadTokenHasTheFormOfGraphQLAndAChallenge() async throws {
    let settings = ["JWT_PUBLIC_KEYS_FILE": try Self.file(TokenMatrix.publicKeys)]
    try await RunningGateway.with(files: [Self.schema], upstream: CountingUpstream(), settings: settings) { gateway in
      let expired = TokenMatrix.token(TokenMatrix.claims(["exp": "1"]))
      for accept in ["application/json", "application/graphql-response+json"] {
        let response = try await Self.post(gateway, "{ open { id } }", ["authorization": "Bearer \(expired)", "accept": accept])
        #expect(response.status == .unauthorized && response.headers["content-type"]?.hasPrefix(accept) == true)
        #expect(
          response.headers["www-authenticate"]
            == #"Bearer realm="graphql", error="invalid_token", error_description="The token has expired.""#)
        let text = String(decoding: response.body, as: UTF8.self)
        #expect(text == #"{"errors":[{"message":"The token has expired.","extensions":{"code":"UNAUTHENTICATED"}}]}"#)
      }
    }
  }

  @Test(arguments: ["Basic eDp5", "Bearer", "Bearer ", "Digest x", "x", "Bearer a b", "Negotiate x"])
  func otherCredentialsAreRefused(field: String) async throws {
    let upstream = CountingUpstream()
    let settings = ["JWT_PUBLIC_KEYS_FILE": try Self.file(TokenMatrix.publicKeys)]
    try await RunningGateway.with(files: [Self.schema], upstream: upstream, settings: settings) { gateway in
      try await Self.expect(.unauthorized, Self.post(gateway, "{ open { id } }", ["authorization": field]))
      #expect(upstream.calls.isEmpty)
    }
  }

  @Test func twoTokensAreRefused() async throws {
    let upstream = CountingUpstream()
    let settings = ["JWT_PUBLIC_KEYS_FILE": try Self.file(TokenMatrix.publicKeys)]
    try await RunningGateway.with(files: [Self.schema], upstream: upstream, settings: settings) { gateway in
      var headers: HTTPFields = ["content-type": "application/json"]
      for _ in 0..<2 { headers.append("authorization", "Bearer \(TokenMatrix.token(TokenMatrix.claims()))") }
      let response = try await gateway.send("POST", "/graphql", headers: headers, body: #"{"query":"{ open { id } }"}"#)
      #expect(response.status == .unauthorized && upstream.calls.isEmpty)
    }
  }

  // MARK: anonymous callers and claims

  @Test func aCallerWithoutATokenIsAnonymous() async throws {
    let upstream = CountingUpstream()
    let settings = ["JWT_PUBLIC_KEYS_FILE": try Self.file(TokenMatrix.publicKeys)]
    try await RunningGateway.with(files: [Self.schema], upstream: upstream, settings: settings) { gateway in
      let answer = try await gateway.query("{ open { id } mine { id } }")
      #expect(answer.contains(#""data":{"open":{"id":"1"},"mine":null}"#) && answer.contains(#""code":"UNAUTHENTICATED""#))
      #expect(upstream.calls == ["GET /open"])
    }
  }

  @Test func claimsOfTheTokenAreSent() async throws {
    let upstream = CountingUpstream()
    let settings = ["JWT_PUBLIC_KEYS_FILE": try Self.file(TokenMatrix.publicKeys)]
    try await RunningGateway.with(files: [Self.schema], upstream: upstream, settings: settings) { gateway in
      for (sub, call) in [("\"u 1\"", "GET /mine/u%201"), ("\"../x\"", "GET /mine/..%2Fx"), ("7", "GET /mine/7")] {
        upstream.forget()
        _ = try await Self.ask(gateway, TokenMatrix.token(TokenMatrix.claims(["sub": sub])), "{ mine { id } }")
        #expect(upstream.calls == [call])
      }
      upstream.forget()
      for sub: String? in [nil, "null", "\"\"", "{}", "[]", "\"..\""] {
        let answer = try await Self.ask(gateway, TokenMatrix.token(TokenMatrix.claims(["sub": sub])), "{ mine { id } }")
        #expect(String(decoding: answer.body, as: UTF8.self).contains("\"errors\""))
      }
      #expect(upstream.calls.isEmpty)
    }
  }

  @Test func withoutASettingTheTokenIsPassedOnAndTheLogSaysSo() async throws {
    let log = RecordedLog()
    let upstream = CountingUpstream()
    try await RunningGateway.with(files: [Self.plain], upstream: upstream, logger: log.logger) { gateway in
      try await Self.expect(.ok, Self.ask(gateway, "anything"))
      try await Self.expect(.ok, Self.post(gateway, "{ open { id } }", ["authorization": "Basic eDp5"]))
    }
    #expect(upstream.calls == ["GET /open", "GET /open"])
    #expect(log.lines.contains { $0.hasPrefix("notice tokens are not verified, and authorization is passed on") })
  }

  @Test func claimsWithoutASettingRefuseTheStart() async throws {
    await #expect {
      try await RunningGateway.with(files: [Self.schema], upstream: CountingUpstream()) { _ in }
    } throws: { error in
      "\(error)".contains("a.graphql:4:") && "\(error)".contains("{$claims.sub}") && "\(error)".contains("JWT_JWKS_URL")
    }
    let options = CheckReport.Options()
    let report = CheckReport(schema: [Self.schema], operations: [], environment: ["UPSTREAM": "http://s"], options: options)
    #expect(
      report.errorCount == 1 && report.text.contains("set JWT_SECRET, JWT_PUBLIC_KEYS_FILE, JWT_JWKS_FILE, JWT_JWKS_URL or JWT_ISSUERS"))
  }

  // MARK: issuers and algorithms

  @Test func eachIssuerHasItsOwnKeysAudiencesAndAlgorithms() async throws {
    let (rsa, pss) = (SampleKeys.signing(SampleKeys.rsa, .rs256), SampleKeys.signing(SampleKeys.rsa, .ps256))
    let (ec, ed) = (SampleKeys.signing(SampleKeys.p256, .es256), SampleKeys.signing(SampleKeys.ed25519, .edDSA))
    let secret = "a-secret-of-the-third-issuer-of-32-bytes"
    let hs = JWTKey.hs256(secret: Array(secret.utf8))
    // The first set names no algorithm, so its RSA key fits RS256 and PS256; the issuer allows one of them.
    let first = try Self.file(Self.keySet(SampleKeys.jwk(rsa, ["alg": nil]), SampleKeys.jwk(ec)))
    let second = try Self.file(Self.keySet(SampleKeys.jwk(ed)))
    let issuers = """
      [{"issuer":"https://one","audiences":["a","b"],"algorithms":["PS256","ES256"],"jwksFile":"\(first)"},
       {"issuer":"https://two","audiences":["c"],"jwksFile":"\(second)","tokenType":"Bearer"},
       {"issuer":"https://three","audiences":["c"],"secret":"\(secret)","tokenType":"any"}]
      """
    @Sendable func token(_ issuer: String, _ audience: String, _ key: JWTKey, typ: String? = "\"access\"") -> String {
      TokenMatrix.token(TokenMatrix.claims(["iss": "\"https://\(issuer)\"", "aud": "\"\(audience)\"", "typ": typ]), key: key)
    }
    let upstream = CountingUpstream()
    try await RunningGateway.with(files: [Self.schema], upstream: upstream, settings: ["JWT_ISSUERS": issuers]) { gateway in
      for accepted in [
        token("one", "a", pss), token("one", "b", ec), token("two", "c", ed, typ: "\"Bearer\""), token("three", "c", hs, typ: nil),
        token("three", "c", hs, typ: "\"refresh\""),
      ] { try await Self.expect(.ok, Self.ask(gateway, accepted)) }
      upstream.forget()
      for refused in [
        token("one", "a", rsa), token("one", "c", pss), token("one", "a", ed), token("one", "a", hs), token("two", "c", ed),
        token("two", "a", ed, typ: "\"Bearer\""), token("two", "c", pss, typ: "\"Bearer\""), token("two", "c", hs, typ: "\"Bearer\""),
        token("three", "c", ed), token("three", "a", hs), token("four", "a", pss), token("", "a", pss),
        TokenMatrix.token(TokenMatrix.claims()),
      ] { try await Self.expect(.unauthorized, Self.ask(gateway, refused)) }
      #expect(upstream.calls.isEmpty)
    }
  }

  @Test func keysOfAServerAreReadAndKept() async throws {
    let (old, new) = (SampleKeys.signing(SampleKeys.ed25519, .edDSA), SampleKeys.signing(SampleKeys.otherEd25519, .edDSA))
    let set = PublishedSet(Self.keySet(SampleKeys.jwk(old)))
    let upstream = CountingUpstream { request in request.path == "/jwks.json" ? set.response() : nil }
    let settings = ["JWT_JWKS_URL": "$UPSTREAM/jwks.json"]
    try await RunningGateway.with(files: [Self.schema], upstream: upstream, settings: settings) { gateway in
      let first = TokenMatrix.token(TokenMatrix.claims(), key: old)
      try await Self.expect(.ok, Self.ask(gateway, first))
      upstream.forget()
      set.publish(nil)
      // The set is away. Unknown keys are refused, and the known one stays.
      for number in 0..<20 {
        let other = TokenMatrix.token(TokenMatrix.claims(["jti": "\"\(number)\""]), key: new)
        try await Self.expect(.unauthorized, Self.ask(gateway, other))
      }
      #expect(upstream.calls.isEmpty)
      let kept = TokenMatrix.token(TokenMatrix.claims(["jti": "\"x\""]), key: old)
      try await Self.expect(.ok, Self.ask(gateway, kept))
      #expect(set.readings <= 2)
    }
  }

  @Test func withoutKeysTheAnswerIs503AndNoCall() async throws {
    let upstream = CountingUpstream { request in request.path == "/jwks.json" ? HTTPResponse(status: .notFound) : nil }
    let settings = ["JWT_JWKS_URL": "$UPSTREAM/jwks.json"]
    try await RunningGateway.with(files: [Self.schema], upstream: upstream, settings: settings) { gateway in
      let response = try await Self.ask(gateway, TokenMatrix.token(TokenMatrix.claims()))
      #expect(response.status == .serviceUnavailable && response.headers["retry-after"] == "1")
      #expect(try Self.code(response) == "AUTHENTICATION_UNAVAILABLE")
      #expect(upstream.calls.isEmpty)
      try await Self.expect(.ok, Self.post(gateway, "{ open { id } }", [:]))
    }
  }

  // MARK: revocation

  @Test func aRevokedTokenIsRefusedAlsoAfterItWasUsed() async throws {
    let upstream = CountingUpstream()
    let path = try Self.file(TokenMatrix.publicKeys)
    try await OwnRedis.with { redis in
      try await redis.command("SET", "auth:revocations:complete", "1")
      try await redis.command("SET", "auth:revoked:t-9", "1")
      // The list of the user service is not there, so that only Redis can say.
      let settings = ["JWT_PUBLIC_KEYS_FILE": path, "REDIS_URL": redis.url, "USER_SERVICE_URL": ""]
      try await RunningGateway.with(files: [Self.schema], upstream: upstream, settings: settings) { gateway in
        let admin = TokenMatrix.token(TokenMatrix.claims(["jti": "\"t-2\""]))
        let customer = TokenMatrix.token(TokenMatrix.claims(["jti": "\"t-3\"", "roles": "[\"customer\"]"]))
        try await eventually("the gateway reaches Redis") { try await Self.ask(gateway, admin).status == .ok }
        upstream.forget()
        for jti: String? in ["\"t-9\"", nil] {
          let refused = TokenMatrix.token(TokenMatrix.claims(["jti": jti]))
          try await Self.expect(.unauthorized, Self.ask(gateway, refused))
        }
        try await redis.command("SET", "auth:revoked:t-2", "1")
        try await Self.expect(.unauthorized, Self.ask(gateway, admin))
        #expect(upstream.calls.isEmpty)
        // Without a complete list, only customers are let in.
        try await redis.command("DEL", "auth:revocations:complete", "auth:revoked:t-2")
        try await Self.expect(.serviceUnavailable, Self.ask(gateway, admin))
        #expect(upstream.calls.isEmpty)
        try await Self.expect(.ok, Self.ask(gateway, customer))
      }
    }
  }

  // MARK: settings

  @Test(arguments: [
    ("JWT_PUBLIC_KEYS_FILE", "/no/such/file", "names a file that cannot be read"), ("JWT_JWKS_FILE", "/no/such/file", "names a file"),
    ("JWT_JWKS_URL", "ftp://x", "must be a URL"), ("JWT_SECRET", "short", "must have at least 32 bytes"),
    ("JWT_ISSUERS", "x", "must be a list"),
    ("JWT_ISSUERS", "[]", "must be a list"), ("JWT_ISSUERS", "[7]", "[0] must be an object"),
    ("JWT_ISSUERS", #"[{"issuer":"a","audiences":["b"],"jwksUri":"http://x"}]"#, "[0].jwksUri is unknown; it may mean jwksUrl"),
    ("JWT_ISSUERS", #"[{"audiences":["b"],"jwksUrl":"http://x"}]"#, "[0].issuer must be"),
    ("JWT_ISSUERS", #"[{"issuer":"a","audiences":[],"jwksUrl":"http://x"}]"#, "[0].audiences must be"),
    ("JWT_ISSUERS", #"[{"issuer":"a","audiences":["b"]}]"#, "must have one of secret"),
    ("JWT_ISSUERS", #"[{"issuer":"a","audiences":["b"],"jwksUrl":"http://x","secret":"y"}]"#, "must have one of secret"),
    ("JWT_ISSUERS", #"[{"issuer":"a","audiences":["b"],"jwksUrl":"http://x","algorithms":["HS256"]}]"#, "[0].algorithms must be"),
    ("JWT_ISSUERS", #"[{"issuer":"a","audiences":["b"],"jwksUrl":"http://x","algorithms":["none"]}]"#, "[0].algorithms must be"),
    ("JWT_ISSUERS", #"[{"issuer":"a","audiences":["b"],"secret":"tooshort"}]"#, "[0].secret must be your own"),
    (
      "JWT_ISSUERS", #"[{"issuer":"a","audiences":["b"],"jwksUrl":"http://x"},{"issuer":"a","audiences":["b"],"jwksUrl":"http://y"}]"#,
      "[1].issuer"
    ),
    ("JWT_ISSUERS", #"[{"issuer":"a","audiences":["b"],"jwksUrl":"http://x","revocation":true}]"#, "needs REDIS_URL"),
    ("REDIS_URL", "http://x", "must be a URL such as redis"),
    ("JWT_SCOPE_CLAIMS", ",", "must be names"),
  ])
  func aWrongSettingRefusesTheStart(variable: String, value: String, problem: String) {
    #expect {
      try GatewayConfiguration(environment: [variable: value])
    } throws: { error in
      "\(error)".contains(variable) && "\(error)".contains(problem)
    }
  }

  @Test(arguments: [
    ("REDIS_URL", "http://x", "must be a URL such as redis"), ("JWT_ALGORITHMS", "RS256", "must be some of HS256"),
    ("JWT_ALGORITHMS", "none", "must be some of HS256"), ("API_KEYS", "true", "needs USER_SERVICE_URL"),
  ])
  func aWrongSettingBesideASecretRefusesTheStart(variable: String, value: String, problem: String) {
    #expect {
      try GatewayConfiguration(environment: [variable: value, "JWT_SECRET": "0123456789012345678901234567890123"])
    } throws: { error in
      "\(error)".contains(variable) && "\(error)".contains(problem)
    }
  }

  @Test func theFileNamesIssuersInYAML() throws {
    let text = """
      jwtIssuers:
        - issuer: https://one
          audiences: [a, "b"]
          algorithms: [RS256]
          jwksUrl: http://127.0.0.1:1/jwks.json
          tokenType: any
          revocation: false
      jwtScopeClaims: [scp, realm.roles]
      """
    let settings = try GatewayConfiguration(environment: [:], file: ConfigurationFile(name: "gateway.yaml", text: text)).authentication
    let issuer = try #require(settings.issuers.first)
    #expect(issuer.name == "https://one" && issuer.audiences == ["a", "b"] && issuer.algorithms == [.rs256])
    #expect(issuer.tokenType == nil && !issuer.isRevocable && settings.scopeClaims == ["scp", "realm.roles"])
    #expect {
      _ = try GatewayConfiguration(
        environment: [:], file: ConfigurationFile(name: "gateway.yaml", text: "port: 1\njwtIssuers:\n  - issuer: x\n"))
    } throws: { error in
      "\(error)".contains("gateway.yaml:") && "\(error)".contains("jwtIssuers [0].audiences must be")
    }
  }

  @Test func theSampleSecretVerifiesNothingOutsideDevelopment() throws {
    let sample = ["JWT_SECRET": SigningSecret.development]
    for mode in ["production", ""] {
      let configuration = try GatewayConfiguration(environment: sample.merging(["TRELLIS_ENV": mode]) { $1 })
      #expect(!configuration.authentication.verifiesTokens && configuration.authentication.warning != nil)
    }
    #expect(try GatewayConfiguration(environment: sample.merging(["TRELLIS_ENV": "development"]) { $1 }).authentication.verifiesTokens)
  }

  @Test func twoSourcesOfKeysRefuseTheStart() throws {
    let path = try Self.file(TokenMatrix.publicKeys)
    #expect(throws: GatewayConfiguration.Invalid.self) {
      try GatewayConfiguration(environment: ["JWT_PUBLIC_KEYS_FILE": path, "JWT_JWKS_URL": "http://127.0.0.1:1/"])
    }
    // As in the services, a key file is used instead of the secret.
    let configuration = try GatewayConfiguration(environment: [
      "JWT_PUBLIC_KEYS_FILE": path, "JWT_SECRET": "0123456789012345678901234567890123",
    ])
    #expect(configuration.authentication.issuers.map(\.algorithms) == [[.edDSA, .rs256]])
  }
}

/// A JSON Web Key Set that a test replaces or takes away.
private final class PublishedSet: Sendable {
  private let state: Mutex<(text: [UInt8]?, readings: Int)>

  init(_ text: [UInt8]) { state = Mutex((text, 0)) }

  var readings: Int { state.withLock { $0.readings } }

  func publish(_ text: [UInt8]?) { state.withLock { $0.text = text } }

  func response() -> HTTPResponse {
    let text = state.withLock { state in
      state.readings += 1
      return state.text
    }
    guard let text else { return HTTPResponse(status: .serviceUnavailable) }
    return HTTPResponse(headers: ["Content-Type": "application/jwk-set+json"], body: text)
  }
}
