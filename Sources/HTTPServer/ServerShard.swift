import Concurrency
import HTTPCore
import Logging
import Sockets

/// One loop's part of a server, whatever its transport.
protocol RunnableShard: AnyObject {
  /// Accepts connections until `stop`, then waits for their end. On the loop.
  func run() async

  /// Stops accepting and begins to drain. On the loop.
  func stop(atOnce: Bool)
}

/// One loop's part of a server: its listener and its connections.
final class ServerShard<T: ServerTransport>: RunnableShard {
  private let context: ServerContext
  private let transport: T
  private let maximumConnections: Int
  private var unboundListener: SocketListener?
  private var listener: ListenerChannel?
  private var connections: [ObjectIdentifier: ServerConnection<T.Stream>] = [:]
  private var isStoppingAtOnce = false
  private var emptied: UnsafeContinuation<Void, Never>?
  private var belowMaximum: UnsafeContinuation<Void, Never>?
  private var lastExhaustion: MonotonicTime?

  private var loop: EventLoop { context.loop }

  init(listener: consuming SocketListener, transport: T, context: ServerContext, maximumConnections: Int) {
    unboundListener = consume listener
    self.transport = transport
    self.context = context
    self.maximumConnections = maximumConnections
  }

  func run() async {
    await accept()
    listener?.close()
    listener = nil
    for connection in connections.values { connection.drain() }
    await waitUntilEmpty(for: isStoppingAtOnce ? .zero : context.configuration.drainTime)
    guard !connections.isEmpty else { return }
    context.logger.warning(
      "connections aborted at the end of the drain time", metadata: ["connections": .stringConvertible(connections.count)])
    for connection in connections.values { connection.abort() }
    // Handlers that react to cancellation end now. The server does not wait for the others.
    await waitUntilEmpty(for: .milliseconds(200))
  }

  func stop(atOnce: Bool) {
    context.isDraining = true
    if atOnce { isStoppingAtOnce = true }
    listener?.interrupt()
    belowMaximum.take()?.resume()
    if atOnce { emptied.take()?.resume() }
  }

  private func remove(_ connection: ServerConnection<T.Stream>) {
    connections[ObjectIdentifier(connection)] = nil
    belowMaximum.take()?.resume()
    if connections.isEmpty { emptied.take()?.resume() }
  }

  private func accept() async {
    do {
      listener = try unboundListener.take()?.onLoop(loop)
    } catch {
      context.logger.error("cannot listen", metadata: ["error": "\(error)"])
    }
    guard let listener else { return }
    while true {
      // After `stop` the queue is still emptied: these clients connected while the server was listening.
      if connections.count >= maximumConnections, !context.isDraining {
        await withUnsafeContinuation { belowMaximum = $0 }
        continue
      }
      switch listener.accept() {
      case .connection(let descriptor, let remoteAddress): begin(descriptor, remoteAddress)
      case .none:
        if context.isDraining { return }
        guard await listener.waitAcceptable() == .ready else { return }
      case .exhausted:
        logExhaustion()
        if context.isDraining { return }
        try? await loop.sleep(for: .milliseconds(100))
      case .failed(let error):
        context.logger.error("accepting failed", metadata: ["error": "\(error)"])
        return
      }
    }
  }

  private func begin(_ descriptor: consuming OwnedDescriptor, _ remoteAddress: String) {
    // The descriptor's owner closes a socket that cannot be watched.
    guard let stream = try? transport.accept(descriptor, on: loop) else { return logExhaustion() }
    let connection = ServerConnection(stream: stream, context: context, remoteAddress: remoteAddress)
    connections[ObjectIdentifier(connection)] = connection
    let bound = LoopBound((shard: self, connection: connection), to: loop)
    // Not a child task: a handler that never returns must not keep `run()` from returning after the drain time.
    connection.task = Task.detached(executorPreference: loop) {
      await bound.value.connection.run()
      bound.value.shard.remove(bound.value.connection)
    }
  }

  private func logExhaustion() {
    if let lastExhaustion, loop.now < lastExhaustion.advanced(by: .seconds(10)) { return }
    lastExhaustion = loop.now
    context.logger.error("no file descriptor left: accepting pauses")
  }

  private func waitUntilEmpty(for time: Duration) async {
    guard !connections.isEmpty, time > .zero else { return }
    let bound = LoopBound(self, to: loop)
    let timer = loop.schedule(after: time) { bound.value.emptied.take()?.resume() }
    await withUnsafeContinuation { emptied = $0 }
    timer.cancel()
  }
}
