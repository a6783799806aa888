import COpenSSL

/// What the TLS connections of a server share: its certificates, and the authorities of its clients. `reload()` reads the files again; connections
/// that exist keep what they began with.
///
/// A session is resumed by a ticket, for an hour at most. The keys of tickets are random, and new with each `reload()`.
public final class TLSServerContext: TLSReloadable {
  private let files: TLSServerFiles
  private let current: ReloadedFiles<ServerCertificates>

  /// Reads the files.
  public init(_ files: TLSServerFiles) throws(TLSFileError) {
    self.files = files
    let paths = files.identities.flatMap { [$0.certificate, $0.key] } + (files.clientAuthorities.map { [$0] } ?? [])
    current = try ReloadedFiles(paths) { () throws(TLSFileError) in try ServerCertificates(files) }
  }

  public func reload() throws(TLSFileError) { try current.reload() }

  public func reloadIfChanged() throws(TLSFileError) -> Bool { try current.reloadIfChanged() }

  public var validities: [(file: String, validity: Duration)] {
    zip(files.identities, certificates.contexts).compactMap { identity, context in
      context.validity.map { (identity.certificate, $0) }
    }
  }

  var certificates: ServerCertificates { current.value }
}

/// The contexts of a server's certificates, in their order. A connection starts with the first and changes to that of the name for which the client
/// asks (RFC 6066 §3).
final class ServerCertificates: Sendable {
  let contexts: [TLSContext]

  init(_ files: TLSServerFiles) throws(TLSFileError) {
    var contexts: [TLSContext] = []
    for identity in files.identities { contexts.append(try Self.makeContext(identity, files)) }
    self.contexts = contexts
    // A connection holds this object for as long as OpenSSL may call back with it.
    let argument = Unmanaged.passUnretained(self).toOpaque()
    for context in contexts { trellis_SSL_CTX_set_servername_callback(context.pointer, selectCertificate, argument) }
  }

  private static func makeContext(_ identity: TLSIdentity, _ files: TLSServerFiles) throws(TLSFileError) -> TLSContext {
    guard let context = TLSContext(isServer: true) else {
      throw TLSFileError(role: .certificate, file: identity.certificate, problem: "cannot be used: OpenSSL has no context for it")
    }
    try context.use(identity)
    trellis_SSL_CTX_cache_no_sessions(context.pointer)
    SSL_CTX_set_num_tickets(context.pointer, 1)
    SSL_CTX_set_timeout(context.pointer, 3600)
    // Resumption with client certificates needs a name for what sessions belong to.
    SSL_CTX_set_session_id_context(context.pointer, "trellis", 7)
    SSL_CTX_set_alpn_select_cb(context.pointer, selectProtocol, nil)
    if let authorities = files.clientAuthorities {
      try context.trust(authorities, isServer: true)
      SSL_CTX_set_verify(context.pointer, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nil)
      let parameters = SSL_CTX_get0_param(context.pointer)
      for name in files.clientNames where X509_VERIFY_PARAM_add1_host(parameters, name, 0) != 1 {
        throw TLSFileError(role: .authorities, file: authorities, problem: "cannot be checked for the name \(name)")
      }
    }
    return context
  }
}

/// Changes to the certificate of the name that the client asks for.
private func selectCertificate(
  _ connection: OpaquePointer?, _ alert: UnsafeMutablePointer<Int32>?, _ argument: UnsafeMutableRawPointer?
) -> Int32 {
  guard let connection, let argument, let name = SSL_get_servername(connection, TLSEXT_NAMETYPE_host_name) else {
    return SSL_TLSEXT_ERR_NOACK
  }
  let certificates = Unmanaged<ServerCertificates>.fromOpaque(argument).takeUnretainedValue()
  guard let context = certificates.contexts.first(where: { $0.covers(name) }) else { return SSL_TLSEXT_ERR_NOACK }
  return SSL_set_SSL_CTX(connection, context.pointer) == nil ? SSL_TLSEXT_ERR_ALERT_FATAL : SSL_TLSEXT_ERR_OK
}

/// Selects `http/1.1`; a client that offers only other protocols is refused (RFC 7301 §3.2).
private func selectProtocol(
  _ connection: OpaquePointer?, _ selected: UnsafeMutablePointer<UnsafePointer<UInt8>?>?, _ length: UnsafeMutablePointer<UInt8>?,
  _ offered: UnsafePointer<UInt8>?, _ offeredLength: UInt32, _ argument: UnsafeMutableRawPointer?
) -> Int32 {
  guard let selected, let length, let offered else { return SSL_TLSEXT_ERR_ALERT_FATAL }
  // ProtocolNameList: each name follows its length.
  var index = 0
  let list = UnsafeBufferPointer(start: offered, count: Int(offeredLength))
  while index < list.count {
    let name = index + 1..<min(index + 1 + Int(list[index]), list.count)
    if list[name].elementsEqual(TLSClientContext.applicationProtocol.utf8) {
      selected.pointee = offered + name.lowerBound
      length.pointee = list[index]
      return SSL_TLSEXT_ERR_OK
    }
    index = name.upperBound
  }
  return SSL_TLSEXT_ERR_ALERT_FATAL
}
