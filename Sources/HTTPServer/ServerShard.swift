import HTTPCore
import Logging
import Sockets

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

// @unchecked: everything but the immutable properties is touched on the loop's thread only.
/// One loop's part of a server: its listener, its connections, and what they share.
final class ServerShard: @unchecked Sendable {
  let loop: EventLoop
  let port: Int
  let configuration: HTTPServerConfiguration
  let logger: Logger
  /// Room for a whole head, and for the start of what follows it.
  var buffers: ReceiveBufferPool
  private let handler: any HTTPHandler
  private let maximumConnections: Int
  private var waitingListener: SocketListener?
  private var listener: ListenerChannel?
  private var connections: [ObjectIdentifier: any ServedConnection] = [:]
  /// New requests are the last of their connections.
  private(set) var isDraining = false
  private var isStoppingAtOnce = false
  private var emptied: UnsafeContinuation<Void, Never>?
  private var roomWaiter: UnsafeContinuation<Void, Never>?
  private var commonText: [UInt8] = []
  private var commonUntil = MonotonicTime(nanoseconds: 0)
  private var lastExhaustion = MonotonicTime(nanoseconds: 0)

  init(
    listener: consuming SocketListener, loop: EventLoop, configuration: HTTPServerConfiguration, maximumConnections: Int,
    handler: any HTTPHandler, logger: Logger
  ) {
    port = listener.port
    waitingListener = consume listener
    self.loop = loop
    self.configuration = configuration
    self.maximumConnections = maximumConnections
    self.handler = handler
    self.logger = logger
    buffers = ReceiveBufferPool(capacity: max(configuration.limits.headBytes, 1024) + 16 * 1024)
  }

  /// Accepts until `stop`, then drains. On the loop.
  func run() async {
    await accept(handler)
    listener?.close()
    listener = nil
    for connection in connections.values { connection.drain() }
    await waitUntilEmpty(for: isStoppingAtOnce ? .zero : configuration.drainTime)
    guard !connections.isEmpty else { return }
    logger.warning("connections cut off at the end of the drain time", metadata: ["connections": "\(connections.count)"])
    for connection in connections.values { connection.cut() }
    // What obeys its cancellation ends now; a handler that does not is left behind.
    await waitUntilEmpty(for: .milliseconds(200))
  }

  /// Stops accepting and begins to drain. On the loop.
  func stop(atOnce: Bool) {
    isDraining = true
    if atOnce { isStoppingAtOnce = true }
    listener?.interrupt()
    roomWaiter.take()?.resume()
    if atOnce { emptied.take()?.resume() }
  }

  /// A connection's task has ended. On the loop.
  func remove(_ connection: any ServedConnection) {
    connections[ObjectIdentifier(connection)] = nil
    roomWaiter.take()?.resume()
    if connections.isEmpty { emptied.take()?.resume() }
  }

  /// Date and Server, as field lines; made once a second.
  var common: [UInt8] {
    if loop.now >= commonUntil { renewCommon() }
    return commonText
  }

  private func renewCommon() {
    commonUntil = loop.now.advanced(by: .seconds(1))
    var fields = HTTPFields()
    fields.append("date", HTTPDate.format(secondsSince1970: time(nil)))
    if let name = configuration.serverName { fields.append("server", name) }
    commonText = fields.bytes
  }

  private func accept(_ handler: some HTTPHandler) async {
    do {
      listener = try waitingListener.take()?.onLoop(loop)
    } catch {
      logger.error("cannot listen", metadata: ["error": "\(error)"])
    }
    guard let listener else { return }
    while true {
      // After `stop` the queue is still emptied: those connections were made while we listened.
      if connections.count >= maximumConnections, !isDraining {
        await withUnsafeContinuation { roomWaiter = $0 }
        continue
      }
      switch listener.accept() {
      case .connection(let descriptor, let remoteAddress): begin(descriptor, remoteAddress, handler)
      case .none:
        if isDraining { return }
        guard await listener.waitAcceptable() == .ready else { return }
      case .exhausted:
        noteExhaustion()
        if isDraining { return }
        try? await loop.sleep(for: .milliseconds(100))
      case .failed(let error):
        logger.error("accepting failed", metadata: ["error": "\(error)"])
        return
      }
    }
  }

  private func begin(_ descriptor: consuming OwnedDescriptor, _ remoteAddress: String, _ handler: some HTTPHandler) {
    // A socket that cannot be watched is closed by its owner going away.
    guard let channel = try? SocketChannel(descriptor, loop: loop) else { return noteExhaustion() }
    let connection = ServerConnection(stream: channel, shard: self, remoteAddress: remoteAddress)
    connections[ObjectIdentifier(connection)] = connection
    // Not a child task: a handler that never returns must not keep `run()` from returning after the drain time.
    connection.task = Task.detached(executorPreference: loop) {
      await connection.run(handler)
      self.remove(connection)
    }
  }

  private func noteExhaustion() {
    guard loop.now >= lastExhaustion.advanced(by: .seconds(10)) || lastExhaustion.nanoseconds == 0 else { return }
    lastExhaustion = loop.now
    logger.error("no file descriptor left: accepting pauses")
  }

  private func waitUntilEmpty(for time: Duration) async {
    guard !connections.isEmpty, time > .zero else { return }
    let timer = loop.schedule(after: time) { self.emptied.take()?.resume() }
    await withUnsafeContinuation { emptied = $0 }
    timer.cancel()
  }
}

/// What a shard does with a connection, whatever its stream.
protocol ServedConnection: AnyObject, Sendable {
  /// The server stops: an idle connection ends, a busy one after its answer.
  func drain()
  /// Ends the connection now, and cancels its handler.
  func cut()
}
