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
  private var cachedFields: [UInt8] = []
  private var commonFieldsExpiry = MonotonicTime(nanoseconds: 0)

  init(loop: EventLoop, configuration: HTTPServerConfiguration, handler: any HTTPHandler, logger: Logger) {
    self.loop = loop
    self.configuration = configuration
    self.handler = handler
    self.logger = logger
    buffers = ReceiveBufferPool(capacity: max(configuration.limits.headBytes, 1024) + 16 * 1024)
  }

  /// Writes why a connection did not come to its first byte.
  func recordFailedHandshake(_ error: SocketError, from address: String) {
    logger.debug("TLS handshake failed", metadata: ["reason": "\(error)", "address": "\(address)"])
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
