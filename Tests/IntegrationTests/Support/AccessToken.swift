import Foundation
import TestSupport

/// Access tokens that a test signs itself, with the stack's secret and the `openssl` program.
enum AccessToken {
  /// A customer's token that expired an hour ago.
  static func expired(userID: String, secret: String) async throws -> String {
    let now = Int(Date().timeIntervalSince1970)
    return try await sign(userID: userID, issuedAt: now - 7200, expires: now - 3600, secret: secret)
  }

  /// A customer's token that is valid for a minute.
  static func living(userID: String, secret: String) async throws -> String {
    let now = Int(Date().timeIntervalSince1970)
    return try await sign(userID: userID, issuedAt: now, expires: now + 60, secret: secret)
  }

  /// A token with these roles that is valid for an hour. The account need not exist.
  static func living(userID: String, roles: [String]) async throws -> String {
    guard let secret = TestStack.jwtSecret else { throw UnexpectedAnswer(description: "the stack's secret is not known") }
    let now = Int(Date().timeIntervalSince1970)
    return try await sign(userID: userID, roles: roles, issuedAt: now, expires: now + 3600, secret: secret)
  }

  /// An HS256 token (RFC 7515) with the claims that the user service gives.
  static func sign(userID: String, roles: [String] = ["customer"], issuedAt: Int, expires: Int, secret: String) async throws -> String {
    let header = base64URL(Data(#"{"alg":"HS256","typ":"JWT"}"#.utf8))
    let claims = base64URL(
      Data(
        """
        {"sub":"\(userID)","email":"a@example.com","roles":\(roles),"permissions":[],"iss":"trellis","aud":"trellis-api",\
        "iat":\(issuedAt),"exp":\(expires),"jti":"\(UUID().uuidString.lowercased())","typ":"access"}
        """.utf8))
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("trellis-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: file) }
    try Data("\(header).\(claims)".utf8).write(to: file)
    let signature = try await Command.output(
      "sh", ["-c", #"openssl dgst -sha256 -mac HMAC -macopt "key:$SECRET" -binary "$FILE" | base64 -w 0"#],
      environment: ["SECRET": secret, "FILE": file.path])
    return "\(header).\(claims).\(urlAlphabet(signature))"
  }

  private static func base64URL(_ data: Data) -> String { urlAlphabet(data.base64EncodedString()) }

  /// base64url of RFC 4648 §5, without padding.
  private static func urlAlphabet(_ base64: String) -> String {
    base64.replacingOccurrences(of: "+", with: "-").replacingOccurrences(of: "/", with: "_").replacingOccurrences(of: "=", with: "")
  }
}
