import Foundation
import TestSupport

/// Access tokens that a test signs itself, with the stack's key and the `openssl` program.
enum AccessToken {
  /// A customer's token that expired an hour ago.
  static func expired(userID: String) async throws -> String {
    let now = Int(Date().timeIntervalSince1970)
    return try await sign(userID: userID, issuedAt: now - 7200, expires: now - 3600)
  }

  /// A customer's token that is valid for a minute.
  static func living(userID: String) async throws -> String {
    let now = Int(Date().timeIntervalSince1970)
    return try await sign(userID: userID, issuedAt: now, expires: now + 60)
  }

  /// A token with these roles that is valid for an hour. The account need not exist.
  static func living(userID: String, roles: [String]) async throws -> String {
    let now = Int(Date().timeIntervalSince1970)
    return try await sign(userID: userID, roles: roles, issuedAt: now, expires: now + 3600)
  }

  /// An EdDSA token (RFC 8037) with the claims that the user service gives.
  private static func sign(userID: String, roles: [String] = ["customer"], issuedAt: Int, expires: Int) async throws -> String {
    guard let key = TestStack.signingKeyFile else { throw UnexpectedAnswer(description: "the stack's key is not known") }
    let input = input(algorithm: "EdDSA", userID: userID, roles: roles, issuedAt: issuedAt, expires: expires)
    return try await signed(input, #"openssl pkeyutl -sign -rawin -inkey "$KEY" -in "$FILE" | base64 -w 0"#, ["KEY": key])
  }

  /// A token that is signed with a shared secret (HS256, RFC 7515).
  static func signedWithSecret(userID: String, roles: [String], secret: String) async throws -> String {
    let now = Int(Date().timeIntervalSince1970)
    let input = input(algorithm: "HS256", userID: userID, roles: roles, issuedAt: now, expires: now + 60)
    let command = #"openssl dgst -sha256 -mac HMAC -macopt "key:$SECRET" -binary "$FILE" | base64 -w 0"#
    return try await signed(input, command, ["SECRET": secret])
  }

  private static func input(algorithm: String, userID: String, roles: [String], issuedAt: Int, expires: Int) -> String {
    let header = base64URL(Data(#"{"alg":"\#(algorithm)","typ":"JWT"}"#.utf8))
    let claims = base64URL(
      Data(
        """
        {"sub":"\(userID)","email":"a@example.com","roles":\(roles),"permissions":[],"iss":"trellis","aud":"trellis-api",\
        "iat":\(issuedAt),"exp":\(expires),"jti":"\(UUID().uuidString.lowercased())","typ":"access"}
        """.utf8))
    return "\(header).\(claims)"
  }

  private static func signed(_ input: String, _ command: String, _ environment: [String: String]) async throws -> String {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("trellis-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: file) }
    try Data(input.utf8).write(to: file)
    let signature = try await Command.output("sh", ["-c", command], environment: environment.merging(["FILE": file.path]) { $1 })
    return "\(input).\(urlAlphabet(signature))"
  }

  private static func base64URL(_ data: Data) -> String { urlAlphabet(data.base64EncodedString()) }

  /// base64url of RFC 4648 §5, without padding.
  private static func urlAlphabet(_ base64: String) -> String {
    base64.replacingOccurrences(of: "+", with: "-").replacingOccurrences(of: "/", with: "_").replacingOccurrences(of: "=", with: "")
  }
}
