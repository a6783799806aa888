import COpenSSL
import Sockets
import Synchronization

/// What the TLS connections of a client share: the authorities that it trusts, its own certificate, and the sessions that it can resume.
/// `reload()` reads the files again; connections that exist keep what they began with.
public final class TLSClientContext: TLSReloadable {
  static let applicationProtocol = "http/1.1"

  private let files: TLSClientFiles
  private let current: ReloadedFiles<ClientTrust>

  /// Reads the files.
  public init(_ files: TLSClientFiles = TLSClientFiles()) throws(TLSFileError) {
    self.files = files
    let paths = (files.authorities.map { [$0] } ?? []) + (files.identity.map { [$0.certificate, $0.key] } ?? [])
    current = try ReloadedFiles(paths) { () throws(TLSFileError) in try ClientTrust(files) }
  }

  public func reload() throws(TLSFileError) { try current.reload() }

  public func reloadIfChanged() throws(TLSFileError) -> Bool { try current.reloadIfChanged() }

  public var validities: [(file: String, validity: Duration)] {
    guard let identity = files.identity, let validity = trust.validity else { return [] }
    return [(identity.certificate, validity)]
  }

  var trust: ClientTrust { current.value }

  /// The name that a server's certificate must have.
  func name(for host: String) -> String { files.serverName ?? host }
}

/// The context of a client's connections, and the sessions of its servers.
final class ClientTrust: Sendable {
  private let made: TLSContext
  /// Whether the system's authorities are still to be read: many processes never need them, and reading them takes tens of milliseconds and two megabytes.
  private let awaitsSystem: Mutex<Bool>
  /// The newest session of each server, by name and address.
  private let sessions = Mutex<[String: ResumableSession]>([:])

  init(_ files: TLSClientFiles) throws(TLSFileError) {
    guard let context = TLSContext(isServer: false) else {
      throw TLSFileError(role: .authorities, file: files.authorities ?? "", problem: "cannot be used: OpenSSL has no context for it")
    }
    made = context
    awaitsSystem = Mutex(files.authorities == nil)
    if let authorities = files.authorities { try context.trust(authorities, isServer: false) }
    if let identity = files.identity { try context.use(identity) }
    SSL_CTX_set_verify(context.pointer, SSL_VERIFY_PEER, nil)
    trellis_SSL_CTX_cache_client_sessions(context.pointer)
    SSL_CTX_sess_set_new_cb(context.pointer, keepSession)
  }

  /// The context for a new connection.
  var context: TLSContext {
    awaitsSystem.withLock { awaits in
      // Without the files no server is trusted.
      if awaits { SSL_CTX_set_default_verify_paths(made.pointer) }
      awaits = false
    }
    return made
  }

  /// How long the client's own certificate is valid.
  var validity: Duration? { made.validity }

  /// The session to resume with a server; nil for a full handshake.
  func session(for server: String) -> ResumableSession? { sessions.withLock { $0[server] } }

  func keep(_ session: ResumableSession, for server: String) {
    sessions.withLock { sessions in
      // Servers come from configuration; the bound is a precaution.
      if sessions.count >= 1024, sessions[server] == nil { sessions.removeAll() }
      sessions[server] = session
    }
  }
}

// @unchecked: a session that a connection has made is not changed, and its count of references is atomic.
/// The owner of one reference to an `SSL_SESSION`.
final class ResumableSession: @unchecked Sendable {
  let pointer: OpaquePointer

  init(owning pointer: OpaquePointer) { self.pointer = pointer }

  deinit { SSL_SESSION_free(pointer) }
}

/// Keeps a session that the server offers. Returns 1 when the reference is kept.
private func keepSession(_ connection: OpaquePointer?, _ session: OpaquePointer?) -> Int32 {
  guard let connection, let session, let raw = SSL_get_ex_data(connection, 0) else { return 0 }
  Unmanaged<TLSStream>.fromOpaque(raw).takeUnretainedValue().keep(ResumableSession(owning: session))
  return 1
}
