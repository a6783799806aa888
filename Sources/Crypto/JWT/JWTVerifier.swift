import JSON
import SharedKernel

/// Verifies a token: form, algorithm, signature, and then the registered claims (RFC 7519 §7.2, RFC 8725).
public struct JWTVerifier: Sendable {
  private let keys: [JWTKey]
  private let allowedAlgorithms: Set<JWTAlgorithm>
  private let issuer: String
  private let audience: String
  private let tokenType: String?
  private let leeway: Duration

  /// The largest accepted length of a token in bytes.
  static let maximumLength = 8192

  /// - `keys`: each is used for its own algorithm only, and no other algorithm is accepted. A token with a `kid` is verified with the keys of that identifier and the keys without one.
  /// - `tokenType`: the value that the claim `typ` must have; nil accepts any.
  /// - `leeway`: the accepted difference between clocks.
  public init(
    keys: [JWTKey], issuer: String, audience: String, tokenType: String? = "access", leeway: Duration = .seconds(30)
  ) {
    self.keys = keys
    allowedAlgorithms = Set(keys.map(\.algorithm))
    self.issuer = issuer
    self.audience = audience
    self.tokenType = tokenType
    self.leeway = leeway
  }

  /// The claims of a token that is valid at `now`.
  public func verify(_ token: String, now: Timestamp = .now) throws(JWTError) -> JWTClaims {
    let bytes = Array(token.utf8)
    guard bytes.count <= JWTVerifier.maximumLength else { throw JWTError(.malformed) }
    let parts = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard parts.count == 3, let header = JWTVerifier.object(parts[0]), let signature = Base64URL.decode(parts[2]) else {
      throw JWTError(.malformed)
    }
    let algorithm = try algorithm(of: header)
    let input = Array(bytes[..<parts[1].endIndex])
    let identifier = try identifier(of: header)
    let isSigned = keys.contains { key in
      key.algorithm == algorithm && (identifier == nil || key.identifier == nil || key.identifier == identifier)
        && key.verifies(signature, of: input)
    }
    guard isSigned else { throw JWTError(.badSignature) }
    guard let claims = JWTVerifier.object(parts[1]) else { throw JWTError(.malformed) }
    return try check(claims, now: now)
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

  /// `kid` (RFC 7515 §4.1.4); nil when the token names no key.
  private func identifier(of header: JSONDocument) throws(JWTError) -> String? {
    guard let identifier = header.root["kid"] else { return nil }
    guard let text = identifier.string else { throw JWTError(.malformed) }
    return text
  }

  private func check(_ document: JSONDocument, now: Timestamp) throws(JWTError) -> JWTClaims {
    let claims = document.root
    guard claims["iss"]?.string == issuer else { throw JWTError(.wrongIssuer) }
    guard let named = claims["aud"], named.string == audience || named.elements.contains(where: { $0.string == audience }) else {
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

  private static func object(_ part: ArraySlice<UInt8>) -> JSONDocument? {
    guard let bytes = Base64URL.decode(part), let document = try? JSONDocument(parsing: bytes, maximumDepth: 16),
      document.root.kind == .object
    else { return nil }
    return document
  }
}
