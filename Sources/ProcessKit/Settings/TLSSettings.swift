import TLS

/// The certificates of a process: those that it listens with, and those for its connections to others.
public struct TLSSettings: SettingGroup {
  public let title = "TLS"
  public let introduction =
    "With a certificate the process listens with TLS 1.3 and 1.2 on all its ports, and no longer with plain HTTP. All files are PEM files. A file that is "
    + "missing or cannot be used stops the start. A file that is replaced is used for new connections."
  public let certificates = Setting<[String]>.paths(
    "TLS_CERTIFICATE_FILE", key: "tlsCertificateFile",
    "Certificates, each followed by those of its intermediate authorities. Clients get the first one that has the name which they ask for, or "
      + "else the first one.")
  public let keys = Setting<[String]>.paths(
    "TLS_KEY_FILE", key: "tlsKeyFile", "The private keys of the certificates, in the same order, without passphrases.")
  public let clientAuthorities = Setting<String?>.path(
    "TLS_CLIENT_CA_FILE", key: "tlsClientCAFile",
    "The authorities of client certificates. Clients without a certificate of one of them are refused. If it is not set, clients need none."
  )
  public let clientNames = Setting<[String]>.parsed(
    "TLS_CLIENT_NAMES", key: "tlsClientNames", form: "DNS names such as gateway,nginx", default: "", isList: true,
    "The DNS names of which a client's certificate must have one. If it is empty, every certificate of the authorities is accepted."
  ) { items(of: $0) }
  public let reloadSeconds = Setting<Int>.integer(
    "TLS_RELOAD_SECONDS", key: "tlsReloadSeconds", 0...86_400, default: 10,
    "Seconds between two looks at the files. 0 reads them at the start only.")
  public let outboundAuthorities = Setting<String?>.path(
    "TLS_OUTBOUND_CA_FILE", key: "tlsOutboundCAFile",
    "The authorities that are trusted for `https`, `rediss` and `amqps` URLs. If it is not set, those of the system.")
  public let outboundCertificate = Setting<String?>.path(
    "TLS_OUTBOUND_CERTIFICATE_FILE", key: "tlsOutboundCertificateFile",
    "The certificate that the process shows to such servers, with its chain. If it is not set, none.")
  public let outboundKey = Setting<String?>.path(
    "TLS_OUTBOUND_KEY_FILE", key: "tlsOutboundKeyFile", "The private key of that certificate, without a passphrase.")

  public init() {}

  /// The items of a list; nil if one of them is empty.
  @Sendable static func items(of text: String) -> [String]? {
    if text.isEmpty { return [] }
    let items = text.split(separator: ",", omittingEmptySubsequences: false).map { item in
      String(item.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    }
    return items.contains("") ? nil : items
  }
}

extension SettingsReader {
  /// Reads the TLS settings and checks that those which need each other are set together. The files are not read.
  public func tls(_ declared: TLSSettings) throws(ConfigurationError) -> ProcessTLS {
    let certificates = try value(of: declared.certificates)
    let keys = try value(of: declared.keys)
    let authorities = try value(of: declared.clientAuthorities)
    let names = try value(of: declared.clientNames)
    func need(_ needed: SettingDeclaration, by user: SettingDeclaration) -> ConfigurationError {
      ConfigurationError(variable: needed.variable, problem: "is not set, and \(user.variable) needs it")
    }
    if certificates.isEmpty {
      if !keys.isEmpty { throw need(declared.certificates.declaration, by: declared.keys.declaration) }
      if authorities != nil { throw need(declared.certificates.declaration, by: declared.clientAuthorities.declaration) }
    }
    if authorities == nil, !names.isEmpty { throw need(declared.clientAuthorities.declaration, by: declared.clientNames.declaration) }
    if keys.isEmpty, !certificates.isEmpty { throw need(declared.keys.declaration, by: declared.certificates.declaration) }
    guard keys.count == certificates.count else {
      throw ConfigurationError(variable: declared.keys.declaration.variable, problem: "must name one key for each certificate")
    }
    let certificate = try value(of: declared.outboundCertificate)
    let key = try value(of: declared.outboundKey)
    if certificate == nil, key != nil { throw need(declared.outboundCertificate.declaration, by: declared.outboundKey.declaration) }
    if key == nil, certificate != nil { throw need(declared.outboundKey.declaration, by: declared.outboundCertificate.declaration) }
    let identities = zip(certificates, keys).map { TLSIdentity(certificate: $0, key: $1) }
    let seconds = try value(of: declared.reloadSeconds)
    return ProcessTLS(
      server: identities.isEmpty ? nil : TLSServerFiles(identities: identities, clientAuthorities: authorities, clientNames: names),
      outbound: TLSClientFiles(
        authorities: try value(of: declared.outboundAuthorities),
        identity: certificate.flatMap { certificate in key.map { TLSIdentity(certificate: certificate, key: $0) } }),
      reloadInterval: seconds == 0 ? nil : .seconds(seconds))
  }
}

/// The TLS files of a process.
public struct ProcessTLS: Sendable, Equatable {
  /// What it listens with; nil for plain HTTP.
  public var server: TLSServerFiles?
  /// For its connections to others.
  public var outbound: TLSClientFiles
  /// How often it looks at the files; nil for at the start only.
  public var reloadInterval: Duration?

  public init(server: TLSServerFiles? = nil, outbound: TLSClientFiles = TLSClientFiles(), reloadInterval: Duration? = nil) {
    self.server = server
    self.outbound = outbound
    self.reloadInterval = reloadInterval
  }

  /// Reads the files of the server.
  public func serverContext() throws(ConfigurationError) -> TLSServerContext? {
    guard let server else { return nil }
    do throws(TLSFileError) { return try TLSServerContext(server) } catch {
      throw Self.invalid(error, certificate: "TLS_CERTIFICATE_FILE", key: "TLS_KEY_FILE", authorities: "TLS_CLIENT_CA_FILE")
    }
  }

  /// Reads the files for connections to others.
  public func outboundContext() throws(ConfigurationError) -> TLSClientContext {
    do throws(TLSFileError) { return try TLSClientContext(outbound) } catch {
      throw Self.invalid(
        error, certificate: "TLS_OUTBOUND_CERTIFICATE_FILE", key: "TLS_OUTBOUND_KEY_FILE", authorities: "TLS_OUTBOUND_CA_FILE")
    }
  }

  private static func invalid(_ error: TLSFileError, certificate: String, key: String, authorities: String) -> ConfigurationError {
    let variable =
      switch error.role {
      case .certificate: certificate
      case .key: key
      case .authorities: authorities
      }
    return ConfigurationError(variable: variable, problem: "names a file that cannot be used: \(error)")
  }
}
