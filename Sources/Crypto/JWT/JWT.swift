import JSON
import SharedKernel

/// Signs tokens in the compact form of RFC 7515 §3.1.
public enum JWT {
  /// Signs claims; `claims` is the text of a JSON object.
  public static func sign(claims: [UInt8], key: JWTKey) throws(JWTError) -> String {
    var header = JSONWriter(capacity: 64)
    header.object { header in
      header.member("alg", key.algorithm.rawValue)
      header.member("typ", "JWT")
      if let identifier = key.identifier { header.member("kid", identifier) }
    }
    var token = Base64URL.encodeBytes(header.bytes)
    token.append(UInt8(ascii: "."))
    token += Base64URL.encodeBytes(claims)
    guard let signature = key.signature(of: token), !signature.isEmpty else { throw JWTError(.cannotSign) }
    token.append(UInt8(ascii: "."))
    token += Base64URL.encodeBytes(signature)
    return String(decoding: token, as: UTF8.self)
  }
}
