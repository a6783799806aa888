import Crypto
import SharedKernel

/// Access tokens that no verifier may accept, for an issuer whose public keys are `SampleKeys.ed25519Public` and `SampleKeys.rsaPublic`, with
/// audience `trellis-api` and issuer `trellis`. Each is signed rightly but for what its name says.
public enum TokenMatrix {
  public struct Case: Sendable {
    public let name: String
    public let token: String

    public init(name: String, token: String) {
      self.name = name
      self.token = token
    }
  }

  public static let publicKeys = SampleKeys.ed25519Public + SampleKeys.rsaPublic
  private static let ed = SampleKeys.signing(SampleKeys.ed25519, .edDSA)
  private static let rsa = SampleKeys.signing(SampleKeys.rsa, .rs256)
  private static let pss = SampleKeys.signing(SampleKeys.rsa, .ps256)
  private static let p256 = SampleKeys.signing(SampleKeys.p256, .es256)
  private static let other = SampleKeys.signing(SampleKeys.otherEd25519, .edDSA)

  /// The text of claims: valid ones, with members replaced by JSON texts; nil removes one.
  public static func claims(_ changes: KeyValuePairs<String, String?> = [:], now: Timestamp = .now) -> String {
    let seconds = now.secondsSince1970
    var members: [(String, String?)] = [
      ("sub", "\"0193a6d0-0000-7000-8000-000000000003\""), ("iss", "\"trellis\""), ("aud", "\"trellis-api\""), ("iat", "\(seconds)"),
      ("exp", "\(seconds + 900)"), ("jti", "\"t-1\""), ("typ", "\"access\""), ("roles", "[\"admin\"]"), ("email", "\"a@b.c\""),
    ]
    for (name, value) in changes {
      members.removeAll { $0.0 == name }
      members.append((name, value))
    }
    return "{" + members.compactMap { name, value in value.map { "\"\(name)\":\($0)" } }.joined(separator: ",") + "}"
  }

  /// A token with these claims.
  public static func token(_ claims: String, key: JWTKey? = nil) -> String {
    (try? JWT.sign(claims: Array(claims.utf8), key: key ?? ed)) ?? "cannot be signed"
  }

  /// Tokens that are accepted: one of each key, and those whose times are within the leeway of 30 seconds.
  public static var accepted: [Case] {
    let now = Timestamp.now.secondsSince1970
    return [
      Case(name: "EdDSA", token: token(claims())), Case(name: "RS256", token: token(claims(), key: rsa)),
      Case(name: "several audiences", token: token(claims(["aud": "[\"x\",\"trellis-api\"]"]))),
      Case(name: "expired within the leeway", token: token(claims(["exp": "\(now - 15)"]))),
      Case(name: "not yet valid within the leeway", token: token(claims(["nbf": "\(now + 25)", "iat": "\(now + 25)"]))),
    ]
  }

  public static var refused: [Case] { forms + headers + wrongClaims + flipped }

  /// Tokens that cannot be revoked, because they have no name. They are refused where tokens can be revoked.
  public static var unnamed: [Case] {
    let names: [String?] = [nil, "\"\"", "null", "7"]
    return names.map { Case(name: "jti \($0 ?? "absent")", token: token(claims(["jti": $0]))) }
  }

  // MARK: forms and headers

  private static var forms: [Case] {
    let right = token(claims())
    let parts = right.split(separator: ".").map(String.init)
    return [
      Case(name: "no token", token: "x"), Case(name: "two parts", token: parts[0] + "." + parts[1]),
      Case(name: "four parts", token: right + ".x"), Case(name: "no signature", token: parts[0] + "." + parts[1] + "."),
      Case(name: "padding", token: right + "="), Case(name: "too long", token: right + String(repeating: "A", count: 8192)),
      Case(name: "another header", token: encoded(#"{"alg":"EdDSA"}"#) + "." + parts[1] + "." + parts[2]),
      Case(name: "other claims", token: parts[0] + "." + encoded(claims(["roles": "[\"admin\",\"x\"]"])) + "." + parts[2]),
      Case(name: "claims that are no object", token: signed(#"{"alg":"EdDSA"}"#, "[]", ed)),
      Case(name: "claims that are no JSON", token: signed(#"{"alg":"EdDSA"}"#, "{", ed)),
    ]
  }

  private static func encoded(_ text: String) -> String { Base64URL.encode(Array(text.utf8)) }

  /// A token with this header that the key signs by its own algorithm, whatever the header says.
  private static func signed(_ header: String, _ claims: String, _ key: JWTKey) -> String {
    let input = encoded(header) + "." + encoded(claims)
    return input + "." + Base64URL.encode(key.signature(of: Array(input.utf8)) ?? [])
  }

  private static func authenticated(_ header: String, secret: [UInt8]) -> String {
    let input = encoded(header) + "." + encoded(claims())
    return input + "." + Base64URL.encode(HMACSHA256.authenticate(Array(input.utf8), key: secret))
  }

  private static var headers: [Case] {
    let (edKid, rsaKid) = (ed.identifier ?? "", rsa.identifier ?? "")
    var cases: [Case] = []
    // Nothing signs the token, or the signature is one that the header does not name.
    for name in ["none", "None", "NONE", "nOnE", ""] {
      for header in ["{\"alg\":\"\(name)\"}", "{\"alg\":\"\(name)\",\"kid\":\"\(edKid)\"}", "{\"alg\":\"\(name)\",\"typ\":\"JWT\"}"] {
        cases.append(Case(name: "alg \(name), no signature", token: encoded(header) + "." + encoded(claims()) + "."))
        cases.append(Case(name: "alg \(name), signed", token: signed(header, claims(), ed)))
      }
    }
    // The public keys are known to everyone, so they may not be a secret.
    let texts: [(String, [UInt8])] = [
      ("the PEM of the RSA key", SampleKeys.rsaPublic), ("the PEM of the Ed25519 key", SampleKeys.ed25519Public),
      ("the PEM without its last line end", SampleKeys.rsaPublic.dropLast()), ("both PEMs", publicKeys),
      ("the JWK of the RSA key", rsa.publicKey ?? []), ("the JWK of the Ed25519 key", ed.publicKey ?? []), ("no secret", []),
      ("the sample secret", Array(SigningSecret.development.utf8)), ("the identifier of a key", Array(rsaKid.utf8)),
    ]
    for (name, secret) in texts {
      for header in [
        #"{"alg":"HS256"}"#, "{\"alg\":\"HS256\",\"kid\":\"\(rsaKid)\"}", "{\"alg\":\"HS256\",\"kid\":\"\(edKid)\"}",
        "{\"alg\":\"RS256\",\"kid\":\"\(rsaKid)\"}", #"{"alg":"EdDSA"}"#, #"{"alg":"HS384"}"#, #"{"alg":"HS512"}"#,
      ] {
        cases.append(Case(name: "secret: \(name), header \(header)", token: authenticated(header, secret: secret)))
      }
    }
    let kids = [
      "../../../../dev/null", "/dev/null", "..%2f..%2fdev%2fnull", "file:///etc/hostname", "http://127.0.0.1:1/key", "x' OR '1'='1",
      "\\u0000",
      "x\\u0000" + edKid, "", " ", edKid + " ", String(edKid.dropLast()), edKid.lowercased(), "; ls", "${jndi:ldap://x}", "*", "0",
      String(repeating: "k", count: 2000),
    ]
    for kid in kids {
      cases.append(Case(name: "kid \(kid)", token: signed("{\"alg\":\"EdDSA\",\"kid\":\"\(kid)\"}", claims(), ed)))
      cases.append(Case(name: "kid \(kid), empty secret", token: authenticated("{\"alg\":\"HS256\",\"kid\":\"\(kid)\"}", secret: [])))
      cases.append(Case(name: "kid \(kid), another key", token: signed("{\"alg\":\"EdDSA\",\"kid\":\"\(kid)\"}", claims(), other)))
    }
    let jwk = String(decoding: other.publicKey ?? [], as: UTF8.self)
    let others: [(String, JWTKey)] = [
      (#"{"alg":"EdDSA"}"#, other), ("{\"alg\":\"EdDSA\",\"kid\":\"\(edKid)\"}", other),
      ("{\"alg\":\"EdDSA\",\"kid\":\"\(other.identifier ?? "")\"}", other), ("{\"alg\":\"EdDSA\",\"jwk\":\(jwk)}", other),
      (#"{"alg":"EdDSA","jku":"http://127.0.0.1:1/jwks.json"}"#, other), (#"{"alg":"EdDSA","x5u":"http://127.0.0.1:1/x.pem"}"#, other),
      (#"{"alg":"ES256"}"#, p256), (#"{"alg":"PS256"}"#, pss), ("{\"alg\":\"PS256\",\"kid\":\"\(rsaKid)\"}", pss),
      ("{\"alg\":\"RS256\",\"kid\":\"\(rsaKid)\"}", pss), ("{\"alg\":\"RS256\",\"kid\":\"\(edKid)\"}", rsa), (#"{"alg":"EdDSA"}"#, rsa),
      (#"{"alg":"RS256"}"#, ed), (#"{"alg":"RS512"}"#, rsa), (#"{"alg":"eddsa"}"#, ed), (#"{"alg":["EdDSA"]}"#, ed), (#"{"alg":null}"#, ed),
      (#"{}"#, ed), (#"{"alg":"EdDSA","kid":null}"#, ed), (#"{"alg":"EdDSA","kid":7}"#, ed),
      ("{\"alg\":\"EdDSA\",\"kid\":[\"\(edKid)\"]}", ed),
      (#"{"alg":"EdDSA","crit":["exp"]}"#, ed), (#"{"alg":"EdDSA","crit":[]}"#, ed), (#"{"alg":"EdDSA","typ":"JWE"}"#, ed),
      (#"{"alg":"EdDSA","typ":"dpop+jwt"}"#, ed), (#"{"alg":"EdDSA","typ":"logout+jwt"}"#, ed), (#"{"alg":"EdDSA","typ":7}"#, ed),
    ]
    return cases + others.map { Case(name: "header \($0.0)", token: signed($0.0, claims(), $0.1)) }
  }

  // MARK: claims

  private static var wrongClaims: [Case] {
    let now = Timestamp.now.secondsSince1970
    let changes: [(String, String?)] = [
      ("iss", nil), ("iss", "null"), ("iss", "\"\""), ("iss", "\"trellis \""), ("iss", "\"Trellis\""), ("iss", "[\"trellis\"]"),
      ("iss", "\"https://evil.example\""), ("aud", nil), ("aud", "null"), ("aud", "\"other\""), ("aud", "[]"), ("aud", "[\"other\"]"),
      ("aud", "{\"trellis-api\":1}"), ("aud", "\"trellis-api,other\""), ("aud", "[[\"trellis-api\"]]"), ("typ", nil), ("typ", "null"),
      ("typ", "\"refresh\""), ("typ", "\"id\""), ("typ", "\"Access\""), ("typ", "[\"access\"]"), ("exp", nil), ("exp", "null"),
      ("exp", "0"), ("exp", "-1"), ("exp", "\(now - 31)"), ("exp", "\(now - 3600)"), ("exp", "\"\(now + 900)\""), ("exp", "\"never\""),
      ("exp", "true"), ("exp", "1e400"), ("exp", "{}"), ("nbf", "\(now + 45)"), ("nbf", "\(now + 3600)"), ("nbf", "\"0\""),
      ("nbf", "9223372036854775807"), ("iat", "\(now + 45)"), ("iat", "\"\(now)\""),
    ]
    return changes.map { name, value in
      Case(name: "\(name) \(value ?? "absent")", token: token(claims([name: value])))
    }
  }

  // MARK: bits

  /// One token with each of 1,000 bits changed, spread over its three parts.
  private static var flipped: [Case] {
    let parts = token(claims()).split(separator: ".").map(String.init)
    let bytes = parts.map { Base64URL.decode($0) ?? [] }
    let count = bytes.map(\.count).reduce(0, +) * 8
    return (0..<1000).map { number in
      var bit = number * count / 1000
      var changed = bytes
      for index in changed.indices {
        guard bit >= changed[index].count * 8 else {
          changed[index][bit / 8] ^= 1 << UInt8(bit % 8)
          break
        }
        bit -= changed[index].count * 8
      }
      return Case(name: "bit \(number * count / 1000)", token: changed.map { Base64URL.encode($0) }.joined(separator: "."))
    }
  }
}
