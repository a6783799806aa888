import Concurrency
import HTTPCore
import Logging
import Sockets

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// What the connections of one loop share.
final class ServerContext {
  let loop: EventLoop
  let configuration: HTTPServerConfiguration
  /// An existential, so that connections are generic over their stream alone and the compiler specialises them.
  let handler: any HTTPHandler
  let logger: Logger
  /// Each buffer has space for a whole head and for the start of a body.
  var buffers: ReceiveBufferPool
  /// The server stops: each connection closes after its next response.
  var isDraining = false
  private var nextHandshakeLine = MonotonicTime(nanoseconds: 0)
  private var unloggedHandshakes = 0
  private var cachedFields: [UInt8] = []
  private var commonFieldsExpiry = MonotonicTime(nanoseconds: 0)

  init(loop: EventLoop, configuration: HTTPServerConfiguration, handler: any HTTPHandler, logger: Logger) {
    self.loop = loop
    self.configuration = configuration
    self.handler = handler
    self.logger = logger
    buffers = ReceiveBufferPool(capacity: max(configuration.limits.headBytes, 1024) + 16 * 1024)
  }

  /// Writes why a connection did not come to its first byte: a failure of TLS as a warning, of which a loop writes at most one per second, and a client
  /// that leaves or is too slow for debugging.
  func recordFailedHandshake(_ error: SocketError, from address: String) {
    var metadata: Logger.Metadata = ["reason": "\(error)", "address": "\(address)"]
    guard case .tls = error else { return logger.debug("handshake not completed", metadata: metadata) }
    guard loop.now >= nextHandshakeLine else {
      unloggedHandshakes += 1
      return
    }
    nextHandshakeLine = loop.now.advanced(by: .seconds(1))
    if unloggedHandshakes > 0 { metadata["dropped"] = .stringConvertible(unloggedHandshakes) }
    unloggedHandshakes = 0
    logger.warning("client refused", metadata: metadata)
  }

  /// The field lines of every response: `commonHeaders`, Date and Server. Made once a second.
  var commonFields: [UInt8] {
    if loop.now >= commonFieldsExpiry { renewCommonFields() }
    return cachedFields
  }

  private func renewCommonFields() {
    commonFieldsExpiry = loop.now.advanced(by: .seconds(1))
    var fields = configuration.commonHeaders
    fields.append("date", HTTPDate.format(secondsSince1970: time(nil)))
    if let name = configuration.serverName { fields.append("server", name) }
    cachedFields = fields.bytes
  }
}
