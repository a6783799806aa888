/// The rule for `JWT_SECRET`, the same in every process.
public enum SigningSecret {
  /// What a development process signs with when nobody has chosen a secret.
  public static let development = "change-me-development-only-signing-secret"
  /// The shortest secret outside development, in bytes (RFC 7518 §3.2).
  public static let minimumLength = 32

  /// The secret's bytes; nil when the process must refuse to start: a missing, sample (`change-me…`) or short secret outside development.
  public static func accepted(_ configured: String?, isDevelopment: Bool) -> [UInt8]? {
    let secret = configured.flatMap { $0.isEmpty ? nil : $0 }
    if isDevelopment { return Array((secret ?? development).utf8) }
    guard let secret, !secret.hasPrefix("change-me"), secret.utf8.count >= minimumLength else { return nil }
    return Array(secret.utf8)
  }
}
