import JSON
import SharedKernel

/// Verifies a token: form, algorithm, signature, and then the registered claims (RFC 7519 §7.2, RFC 8725).
public struct JWTVerifier: Sendable {
  private let keys: [JWTKey]
  private let allowedAlgorithms: Set<JWTAlgorithm>
  private let issuer: String
  private let audiences: Set<String>
  private let tokenType: String?
  private let leeway: Duration

  /// - `keys`: each is used for its own algorithm only, and no other algorithm is accepted. A token with a `kid` is verified with the keys of that identifier and the keys without one.
  /// - `tokenType`: the value that the claim `typ` must have; nil accepts any.
  /// - `leeway`: the accepted difference between clocks.
  public init(
    keys: [JWTKey], issuer: String, audience: String, tokenType: String? = "access", leeway: Duration = .seconds(30)
  ) {
    self.init(
      keys: keys, algorithms: Set(keys.map(\.algorithm)), issuer: issuer, audiences: [audience], tokenType: tokenType, leeway: leeway)
  }

  /// A verifier whose keys change: they are given with each token.
  ///
  /// - `algorithms`: the accepted ones, whatever keys there are.
  /// - `audiences`: `aud` must contain one of them.
  public init(
    algorithms: Set<JWTAlgorithm>, issuer: String, audiences: Set<String>, tokenType: String? = "access", leeway: Duration = .seconds(30)
  ) {
    self.init(keys: [], algorithms: algorithms, issuer: issuer, audiences: audiences, tokenType: tokenType, leeway: leeway)
  }

  private init(
    keys: [JWTKey], algorithms: Set<JWTAlgorithm>, issuer: String, audiences: Set<String>, tokenType: String?, leeway: Duration
  ) {
    self.keys = keys
    allowedAlgorithms = algorithms
    self.issuer = issuer
    self.audiences = audiences
    self.tokenType = tokenType
    self.leeway = leeway
  }

  /// The claims of a token that is valid at `now`.
  public func verify(_ token: String, now: Timestamp = .now) throws(JWTError) -> JWTClaims {
    try verify(SignedToken(token), keys: keys, now: now)
  }

  /// The claims of a token that one of the keys signed and that is valid at `now`.
  public func verify(_ token: SignedToken, keys: [JWTKey], now: Timestamp = .now) throws(JWTError) -> JWTClaims {
    let algorithm = try algorithm(of: token.header)
    let identifier = token.keyID
    let isSigned = keys.contains { key in
      key.algorithm == algorithm && (identifier == nil || key.identifier == nil || key.identifier == identifier)
        && key.verifies(token.signature, of: token.input)
    }
    guard isSigned else { throw JWTError(.badSignature) }
    return try check(token.claims, now: now)
  }

  private func algorithm(of header: JSONDocument) throws(JWTError) -> JWTAlgorithm {
    guard let algorithm = header.root["alg"]?.string.flatMap(JWTAlgorithm.init(rawValue:)), allowedAlgorithms.contains(algorithm) else {
      throw JWTError(.algorithmNotAllowed)
    }
    if header.root["crit"] != nil { throw JWTError(.unsupportedExtension) }
    if let type = header.root["typ"] {
      guard let name = type.string?.lowercased(), name == "jwt" || name == "at+jwt" else { throw JWTError(.wrongType) }
    }
    return algorithm
  }

  private func check(_ document: JSONDocument, now: Timestamp) throws(JWTError) -> JWTClaims {
    let claims = document.root
    guard claims["iss"]?.string == issuer else { throw JWTError(.wrongIssuer) }
    let named = claims["aud"].map { $0.string.map { [$0] } ?? $0.elements.compactMap(\.string) } ?? []
    guard named.contains(where: audiences.contains) else {
      throw JWTError(.wrongAudience)
    }
    guard let end = try time(claims["exp"]), now < end.advanced(by: leeway) else { throw JWTError(.expired) }
    for start in [try time(claims["nbf"]), try time(claims["iat"])] {
      if let start, start > now.advanced(by: leeway) { throw JWTError(.notYetValid) }
    }
    if let tokenType, claims["typ"]?.string != tokenType { throw JWTError(.wrongType) }
    return JWTClaims(document: document, expiresAt: end)
  }

  /// NumericDate, RFC 7519 §2: seconds. A fraction is dropped.
  private func time(_ value: JSONView?) throws(JWTError) -> Timestamp? {
    guard let value else { return nil }
    if let seconds = value.int { return Timestamp(secondsSince1970: seconds) }
    guard let seconds = value.double, seconds.magnitude < 1e15 else { throw JWTError(.malformed) }
    return Timestamp(secondsSince1970: Int64(seconds))
  }
}
