import Logging

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// One thread with one connection, since librabbitmq blocks. Tasks send it commands through its mailbox.
final class ConnectionThread: Sendable {
  let mailbox: ThreadMailbox
  let gate = ConnectionGate()
  /// Whether to connect before there is a consumer.
  private let isEager: Bool
  private let configuration: RabbitMQConfiguration
  private let logger: Logger

  init(_ configuration: RabbitMQConfiguration, isEager: Bool, logger: Logger) throws(RabbitMQError) {
    self.configuration = configuration
    self.isEager = isEager
    self.logger = logger
    mailbox = ThreadMailbox(pipe: try WakePipe())
  }

  /// Runs the thread until `stop()`; returns when it has ended.
  func run() async {
    await withCheckedContinuation { continuation in
      let isStarted = DetachedThread.start { [self] in
        let worker = ConnectionWorker(configuration, mailbox: mailbox, gate: gate, isEager: isEager, logger: logger)
        worker.run()
        continuation.resume()
      }
      if !isStarted {
        logger.critical("cannot create a thread for RabbitMQ")
        continuation.resume()
      }
    }
  }

  /// Ends the thread. Pending calls fail with `.stopped`.
  func stop() { mailbox.stop() }
}

/// A thread of its own for work that blocks.
private enum DetachedThread {
  static func start(_ body: @escaping @Sendable () -> Void) -> Bool {
    let retained = Unmanaged.passRetained(ThreadBody(run: body))
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    defer { pthread_attr_destroy(&attributes) }
    pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
    #if canImport(Darwin)
    var thread: pthread_t?
    #else
    var thread = pthread_t()
    #endif
    let status = pthread_create(&thread, &attributes, threadMain, retained.toOpaque())
    if status != 0 { retained.release() }
    return status == 0
  }
}

private final class ThreadBody: Sendable {
  private let body: @Sendable () -> Void
  init(run body: @escaping @Sendable () -> Void) { self.body = body }

  func run() {
    // A peer that is gone must be an error of the call and not the end of the process.
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGPIPE)
    pthread_sigmask(SIG_BLOCK, &signals, nil)
    body()
  }
}

#if canImport(Darwin)
private func threadMain(_ raw: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
  Unmanaged<ThreadBody>.fromOpaque(raw).takeRetainedValue().run()
  return nil
}
#else
private func threadMain(_ raw: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  if let raw { Unmanaged<ThreadBody>.fromOpaque(raw).takeRetainedValue().run() }
  return nil
}
#endif
