import GraphTools
import Synchronization
import TLS

/// The TLS contexts of one graph's services, by name. The transport has them before the graph is composed, and they are set afterwards.
final class ServiceContexts: Sendable {
  private let contexts = Mutex<[String: TLSClientContext]>([:])

  subscript(service: String) -> TLSClientContext? { contexts.withLock { $0[service] } }

  func set(_ new: [String: TLSClientContext]) { contexts.withLock { $0 = new } }
}

/// Makes the contexts of services from the files of their `@service(tls:)`; what that leaves out is taken from the gateway's settings. Services
/// with the same files share a context, and keep it when the schema is loaded again, with its connections.
final class UpstreamTLS: Sendable {
  /// A service whose files cannot be used.
  struct Invalid: Error, CustomStringConvertible {
    let service: String
    let error: TLSFileError

    var description: String { "The TLS files of the service \"\(service)\" cannot be used: \(error)." }
  }

  private let settings: TLSClientFiles
  private let contexts = Mutex<[TLSClientFiles: TLSClientContext]>([:])

  init(settings: TLSClientFiles = TLSClientFiles()) { self.settings = settings }

  /// The contexts of the services whose URL is `https`, by name.
  func contexts(of upstreams: [ComposedGraph.Upstream]) throws(Invalid) -> [String: TLSClientContext] {
    let known = contexts.withLock { $0 }
    var used: [TLSClientFiles: TLSClientContext] = [:]
    var named: [String: TLSClientContext] = [:]
    for upstream in upstreams where upstream.origin.scheme == .https {
      let files = TLSClientFiles(
        authorities: upstream.tls?.authorities ?? settings.authorities, identity: upstream.tls?.identity ?? settings.identity,
        serverName: upstream.tls?.serverName)
      do throws(TLSFileError) {
        let context = if let made = used[files] ?? known[files] { made } else { try TLSClientContext(files) }
        used[files] = context
        named[upstream.name] = context
      } catch {
        throw Invalid(service: upstream.name, error: error)
      }
    }
    contexts.withLock { $0 = used }
    return named
  }

  /// The contexts in use, whose files may be replaced.
  var all: [TLSClientContext] { contexts.withLock { Array($0.values) } }
}
