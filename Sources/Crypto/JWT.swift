import JSON

/// Makes signed tokens in the compact form of RFC 7515 §3.1.
public enum JWT {
  /// Signs claims, given as the text of a JSON object.
  public static func sign(claims: [UInt8], key: JWTKey) throws(JWTError) -> String {
    var header = JSONWriter(capacity: 64)
    header.beginObject()
    header.name("alg")
    header.string(key.algorithm.rawValue)
    header.name("typ")
    header.string("JWT")
    if let identifier = key.identifier {
      header.name("kid")
      header.string(identifier)
    }
    header.endObject()
    var token = Base64URL.encodeBytes(header.bytes)
    token.append(UInt8(ascii: "."))
    token += Base64URL.encodeBytes(claims)
    guard let signature = key.signature(of: token), !signature.isEmpty else { throw JWTError(.cannotSign) }
    token.append(UInt8(ascii: "."))
    token += Base64URL.encodeBytes(signature)
    return String(decoding: token, as: UTF8.self)
  }
}
