import COpenSSL
import Concurrency

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

// @unchecked: the context is configured before it is shared. Afterwards OpenSSL only reads it, or locks it itself (openssl-threads(7)).
/// The only owner of an `SSL_CTX`.
final class TLSContext: @unchecked Sendable {
  let pointer: OpaquePointer

  /// TLS 1.2 with forward secrecy and authenticated encryption, and TLS 1.3 (RFC 9325 §3.1, §4.2). Nil when memory is exhausted.
  init?(isServer: Bool) {
    guard let pointer = SSL_CTX_new(isServer ? TLS_server_method() : TLS_client_method()) else { return nil }
    self.pointer = pointer
    // 2: keys of at least 112 bits of security, RSA of 2048 bits, and no SHA-1, whatever the system's configuration says.
    SSL_CTX_set_security_level(pointer, 2)
    guard trellis_SSL_CTX_set_versions(pointer, TLS1_2_VERSION, TLS1_3_VERSION) == 1,
      SSL_CTX_set_cipher_list(pointer, Self.ciphers) == 1, SSL_CTX_set_ciphersuites(pointer, Self.suites) == 1,
      trellis_SSL_CTX_set_groups(pointer, "X25519:P-256:P-384") == 1
    else { return nil }
    trellis_SSL_CTX_forbid_renegotiation_and_compression(pointer)
    trellis_SSL_CTX_set_non_blocking(pointer)
    // Without this OpenSSL asks the terminal for the passphrase of a key.
    SSL_CTX_set_default_passwd_cb(pointer) { _, _, _, _ in -1 }
    // Only the names of the extension count, and `*` stands for a whole label (RFC 9525 §6.3).
    X509_VERIFY_PARAM_set_hostflags(
      SSL_CTX_get0_param(pointer), UInt32(X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS | X509_CHECK_FLAG_NEVER_CHECK_SUBJECT))
  }

  deinit { SSL_CTX_free(pointer) }

  private static let ciphers = [
    "ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-RSA-AES128-GCM-SHA256", "ECDHE-ECDSA-AES256-GCM-SHA384", "ECDHE-RSA-AES256-GCM-SHA384",
    "ECDHE-ECDSA-CHACHA20-POLY1305", "ECDHE-RSA-CHACHA20-POLY1305",
  ].joined(separator: ":")
  private static let suites = "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256"

  /// Loads the certificate and its key.
  func use(_ identity: TLSIdentity) throws(TLSFileError) {
    try Self.checkReadable(identity.certificate, .certificate)
    try Self.checkReadable(identity.key, .key)
    ERR_clear_error()
    guard SSL_CTX_use_certificate_chain_file(pointer, identity.certificate) == 1 else {
      throw TLSFileError(
        role: .certificate, file: identity.certificate, problem: Self.problem("is not a PEM file of a certificate and its chain"))
    }
    ERR_clear_error()
    guard SSL_CTX_use_PrivateKey_file(pointer, identity.key, SSL_FILETYPE_PEM) == 1, SSL_CTX_check_private_key(pointer) == 1 else {
      let reason = ERR_peek_last_error() & 0x7F_FFFF
      let isOther =
        reason == UInt(X509_R_KEY_VALUES_MISMATCH) || reason == UInt(X509_R_KEY_TYPE_MISMATCH)
        || reason == UInt(SSL_R_NO_CERTIFICATE_ASSIGNED)
      ERR_clear_error()
      throw TLSFileError(
        role: .key, file: identity.key,
        problem: isOther
          ? "is not the key of the certificate in \(identity.certificate)" : "is not a PEM file of a private key without a passphrase")
    }
  }

  /// Trusts the certificates of a file.
  func trust(_ file: String, isServer: Bool) throws(TLSFileError) {
    try Self.checkReadable(file, .authorities)
    ERR_clear_error()
    guard trellis_SSL_CTX_trust(pointer, file, isServer ? 1 : 0) == 1 else {
      ERR_clear_error()
      throw TLSFileError(role: .authorities, file: file, problem: "is not a PEM file of certificates")
    }
  }

  /// The time until the certificate in use expires; negative when it has expired. Nil without a certificate.
  var validity: Duration? {
    guard let certificate = SSL_CTX_get0_certificate(pointer), let end = X509_get0_notAfter(certificate) else { return nil }
    var days: Int32 = 0
    var seconds: Int32 = 0
    guard ASN1_TIME_diff(&days, &seconds, nil, end) == 1 else { return nil }
    return .seconds(Int64(days) * 86_400 + Int64(seconds))
  }

  /// Whether the certificate in use is valid for a host name.
  func covers(_ name: UnsafePointer<CChar>) -> Bool {
    guard let certificate = SSL_CTX_get0_certificate(pointer) else { return false }
    let flags = UInt32(X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS | X509_CHECK_FLAG_NEVER_CHECK_SUBJECT)
    return X509_check_host(certificate, name, strlen(name), flags, nil) == 1
  }

  /// A weak certificate is refused when it is loaded; everything else means that the file has no certificate.
  private static func problem(_ otherwise: String) -> String {
    let reason = Int32(truncatingIfNeeded: ERR_peek_last_error() & 0x7F_FFFF)
    ERR_clear_error()
    switch reason {
    case SSL_R_EE_KEY_TOO_SMALL, SSL_R_CA_KEY_TOO_SMALL: return "has a key that is too short"
    case SSL_R_CA_MD_TOO_WEAK: return "is signed with a hash that is too weak"
    default: return otherwise
    }
  }

  private static func checkReadable(_ file: String, _ role: TLSFileError.Role) throws(TLSFileError) {
    let descriptor = open(file, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      let problem =
        switch errno {
        case ENOENT, ENOTDIR: "does not exist"
        case EACCES: "must not be read by this process"
        default: "cannot be opened"
        }
      throw TLSFileError(role: role, file: file, problem: problem)
    }
    close(descriptor)
  }
}
