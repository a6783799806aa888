import ProcessKit
import ServiceKit
import ServiceRuntime
import ServiceStorage
import SharedKernel

/// Wires the parts of the payment service.
struct PaymentServiceApp: Sendable {
  let parts: ServiceParts

  init(_ host: ServiceHost, provider: (any PaymentProvider)? = nil) throws {
    let provider = try provider ?? Self.simulator(host)
    let database = host.database
    let events = host.outbox
    let payments = PostgresPayments(database: database)
    let orders = PostgresOrderProjections(database: database)

    let answers = IdempotentAnswers(idempotency: host.idempotency)
    let process = ProcessPayment(payments: payments, orders: orders, events: events, work: database, provider: provider, answers: answers)
    let refund = RefundPayment(payments: payments, orders: orders, events: events, work: database, provider: provider, answers: answers)
    let handlers = PaymentHandlers(
      createPayment: CreatePayment(payments: payments, orders: orders, work: database),
      findPayment: FindPayment(payments: payments),
      listPayments: ListPayments(payments: payments),
      lookUpPayments: LookUpPayments(payments: payments),
      processPayment: process,
      refundPayment: refund,
      idempotency: host.idempotency)

    let orderEvents = OrderEventConsumer(projectOrder: ProjectOrder(orders: orders, payments: payments, events: events, work: database))
    let resume = ResumeInterrupted(payments: payments, work: database, process: process, refund: refund)

    parts = ServiceParts(
      routes: PaymentRoutes(handlers: handlers).all,
      subscribers: PaymentQueues.subscribers,
      consumers: [host.consumer(queue: PaymentQueues.orders, handler: orderEvents.handle)],
      jobs: [ScheduledJob("payment.interrupted", every: .seconds(2), lockedBy: .session) { _ in try await resume() }])
  }

  /// The simulated provider, with a persistent ledger if `PAYMENT_LEDGER_FILE` names a file.
  private static func simulator(_ host: ServiceHost) throws -> SimulatedProvider {
    let ledgerFile = PaymentServiceSettings().ledgerFile
    guard let path = try host.configuration.settings.value(of: ledgerFile) else { return SimulatedProvider() }
    do { return SimulatedProvider(ledger: try FileLedger(path: path)) } catch {
      throw ConfigurationError(variable: ledgerFile.declaration.variable, problem: "cannot be opened: \(error)")
    }
  }
}
