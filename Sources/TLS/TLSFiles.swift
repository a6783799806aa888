import COpenSSL

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A certificate with its private key, as PEM files.
public struct TLSIdentity: Hashable, Sendable {
  /// The certificate, followed by those of the intermediate authorities.
  public var certificate: String
  /// The private key, without a passphrase.
  public var key: String

  public init(certificate: String, key: String) {
    self.certificate = certificate
    self.key = key
  }
}

/// What a server proves, and what it asks of its clients.
public struct TLSServerFiles: Hashable, Sendable {
  /// At least one. The first is also shown to a client that asks for no name, or for one that no certificate has.
  public var identities: [TLSIdentity]
  /// PEM file of the authorities whose certificates clients must have; nil when clients need none.
  public var clientAuthorities: String?
  /// A client's certificate must have one of these DNS names; empty when every certificate of the authorities is accepted.
  public var clientNames: [String]

  public init(identities: [TLSIdentity], clientAuthorities: String? = nil, clientNames: [String] = []) {
    self.identities = identities
    self.clientAuthorities = clientAuthorities
    self.clientNames = clientNames
  }
}

extension TLSClientFiles {
  /// The file of the system's authorities, for libraries that must be given one.
  public static var systemAuthorities: String {
    // SSL_CERT_FILE names another one, as for OpenSSL itself.
    getenv(X509_get_default_cert_file_env()).map { String(cString: $0) } ?? String(cString: X509_get_default_cert_file())
  }
}

/// What a client asks of its servers, and what it proves to them.
public struct TLSClientFiles: Hashable, Sendable {
  /// PEM file of the authorities that are trusted; nil for those of the system.
  public var authorities: String?
  /// The client's own certificate; nil for none.
  public var identity: TLSIdentity?
  /// The name that a server's certificate must have; nil for the host of the URL.
  public var serverName: String?

  public init(authorities: String? = nil, identity: TLSIdentity? = nil, serverName: String? = nil) {
    self.authorities = authorities
    self.identity = identity
    self.serverName = serverName
  }
}
