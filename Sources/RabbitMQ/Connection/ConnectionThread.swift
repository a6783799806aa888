import Concurrency
import Logging

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
      let isStarted = SystemThread.detach { [self] in
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
