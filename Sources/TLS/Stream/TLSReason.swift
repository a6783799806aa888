import COpenSSL

/// The words for why TLS failed. They have no address and no name.
enum TLSReason {
  /// The reason for the failure of the last call on a connection; nil when OpenSSL has none.
  static func ofFailure(_ connection: OpaquePointer) -> String? {
    let code = ERR_peek_error()
    guard code != 0 else { return nil }
    let reason = Int32(truncatingIfNeeded: code & 0x7F_FFFF)
    switch reason {
    case SSL_R_CERTIFICATE_VERIFY_FAILED: return ofCertificate(SSL_get_verify_result(connection))
    case SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE: return "the client has no certificate"
    case SSL_R_HTTP_REQUEST: return "the client does not use TLS but plain HTTP"
    case SSL_R_WRONG_VERSION_NUMBER: return "the peer does not use TLS"
    case SSL_R_UNSUPPORTED_PROTOCOL, SSL_R_VERSION_TOO_LOW: return "the peer has no version of TLS that is 1.2 or later"
    case SSL_R_NO_SHARED_CIPHER: return "the peer has no cipher that is accepted"
    case let alert where (SSL_AD_REASON_OFFSET..<SSL_AD_REASON_OFFSET + 256).contains(alert):
      return "the peer refused: \(String(cString: SSL_alert_desc_string_long(alert - SSL_AD_REASON_OFFSET)))"
    default: return ERR_reason_error_string(code).map { String(cString: $0) }
    }
  }

  private static func ofCertificate(_ result: Int) -> String {
    switch Int32(truncatingIfNeeded: result) {
    case X509_V_ERR_CERT_HAS_EXPIRED: "the peer's certificate has expired"
    case X509_V_ERR_CERT_NOT_YET_VALID: "the peer's certificate is not yet valid"
    case X509_V_ERR_HOSTNAME_MISMATCH, X509_V_ERR_IP_ADDRESS_MISMATCH: "the peer's certificate has another name"
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE,
      X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT, X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN, X509_V_ERR_CERT_UNTRUSTED:
      "the peer's certificate is of an unknown authority"
    default: "the peer's certificate is refused: \(String(cString: X509_verify_cert_error_string(result)))"
    }
  }
}
