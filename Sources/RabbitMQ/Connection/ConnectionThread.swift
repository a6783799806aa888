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
    let ended = Promise<Void>()
    let isStarted = SystemThread.detach { [self] in
      ConnectionWorker(configuration, mailbox: mailbox, gate: gate, isEager: isEager, logger: logger).run()
      ended.fulfil(())
    }
    guard isStarted else { return logger.critical("cannot create a thread for RabbitMQ") }
    await ended.value()
  }

  /// Ends the thread. Pending calls fail with `.stopped`.
  func stop() { mailbox.stop() }
}
