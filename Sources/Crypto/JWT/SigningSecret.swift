/// The rule for `JWT_SECRET`. It is the same in every process.
public enum SigningSecret {
  /// The default secret in development.
  public static let development = "change-me-development-only-signing-secret"
  /// The minimum length of a secret in bytes outside development (RFC 7518 §3.2).
  public static let minimumLength = 32

  /// The bytes of the secret. Nil outside development for a missing, sample (`change-me…`) or short secret: the process must not start.
  public static func accepted(_ configured: String?, isDevelopment: Bool) -> [UInt8]? {
    let secret = configured.flatMap { $0.isEmpty ? nil : $0 }
    if isDevelopment { return Array((secret ?? development).utf8) }
    guard let secret, !secret.hasPrefix("change-me"), secret.utf8.count >= minimumLength else { return nil }
    return Array(secret.utf8)
  }
}
