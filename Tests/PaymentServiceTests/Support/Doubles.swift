import ServiceTestSupport
import SharedKernel
import Synchronization

@testable import PaymentService

/// A provider with scripted answers that records its calls.
final class ScriptedProvider: PaymentProvider {
  private struct State {
    var answers: [Result<ChargeOutcome, PaymentProviderError>]
    var closing: Result<ChargeOutcome, PaymentProviderError>
    var refunding: Result<Bool, PaymentProviderError>
    var charges: [Charge] = []
    var refunds: [Refund] = []
  }

  private let state: Mutex<State>

  init(
    _ answers: [Result<ChargeOutcome, PaymentProviderError>] = [.success(.charged)],
    closing: Result<ChargeOutcome, PaymentProviderError> = .failure(.unavailable),
    refunding: Result<Bool, PaymentProviderError> = .success(true)
  ) {
    state = Mutex(State(answers: answers, closing: closing, refunding: refunding))
  }

  var charges: [Charge] { state.withLock { $0.charges } }
  var refunds: [Refund] { state.withLock { $0.refunds } }

  func charge(_ charge: Charge) async throws(PaymentProviderError) -> ChargeOutcome {
    let answer = state.withLock { state in
      state.charges.append(charge)
      return state.answers.isEmpty ? .failure(.unavailable) : state.answers.removeFirst()
    }
    return try answer.get()
  }

  func close(_ charge: Charge) async throws(PaymentProviderError) -> ChargeOutcome { try state.withLock { $0.closing }.get() }

  func refund(_ refund: Refund) async throws(PaymentProviderError) -> Bool {
    let answer = state.withLock { state in
      state.refunds.append(refund)
      return state.refunding
    }
    return try answer.get()
  }
}

/// Records what requests are answered with.
final class RecordedAnswers: RequestAnswers {
  private let state = Mutex<(charges: [Payment], refunds: [Refund])>(([], []))

  var charges: [Payment] { state.withLock { $0.charges } }
  var refunds: [Refund] { state.withLock { $0.refunds } }

  func chargeSettled(_ payment: Payment) async throws { state.withLock { $0.charges.append(payment) } }

  func refundSettled(_ refund: Refund, of payment: Payment) async throws { state.withLock { $0.refunds.append(refund) } }
}

extension ProcessPayment {
  /// All three steps.
  func callAsFunction(_ id: EntityID, by caller: Caller) async throws -> Payment {
    try await settle(try await ask(try await begin(id, by: caller)))
  }
}

extension RefundPayment {
  /// The first two steps.
  func decide(_ id: EntityID, amount: Money?, idempotencyKey: String? = nil, by caller: Caller) async throws -> Decision {
    try await ask(try await begin(id, amount: amount, idempotencyKey: idempotencyKey, by: caller))
  }
}

/// The parts of a use case's test.
struct World {
  let payments = InMemoryPayments()
  let events = RecordedEvents<PaymentEvent>()
  let answers = RecordedAnswers()
  let work = DirectWork()
  var provider: any PaymentProvider = ScriptedProvider()
  var now: @Sendable () -> Timestamp = { .now }

  let alice = Caller(userID: .make(), isAdmin: false)
  let bob = Caller(userID: .make(), isAdmin: false)
  let admin = Caller(userID: .make(), isAdmin: true)

  var create: CreatePayment { CreatePayment(payments: payments, orders: payments, work: work, now: now) }
  var process: ProcessPayment {
    ProcessPayment(
      payments: payments, orders: payments, events: events, work: work, provider: provider, answers: answers, now: now)
  }
  var refund: RefundPayment {
    RefundPayment(
      payments: payments, orders: payments, events: events, work: work, provider: provider, answers: answers, now: now)
  }
  var project: ProjectOrder { ProjectOrder(orders: payments, payments: payments, events: events, work: work, now: now) }
  var resume: ResumeInterrupted {
    ResumeInterrupted(payments: payments, work: work, process: process, refund: refund, now: now)
  }

  /// An order of Alice in the projection.
  func order(_ status: String = "pending", amount: Int64 = 1000) async throws -> OrderProjection {
    let order = OrderProjection(id: .make(), userID: alice.userID, amount: Money(hundredths: amount), status: status, sequence: 1)
    try await payments.saveIfNewer(order)
    return order
  }

  /// Adds a payment of Alice with this status, without events.
  func payment(_ status: PaymentStatus = .pending, amount: Int64 = 1000) async throws -> Payment {
    let order = try await order(amount: amount)
    var payment = Payment(of: order, method: .card, token: "tok_ok", at: now())
    try payment.bring(to: status, at: now())
    try await payments.add(payment)
    return payment
  }
}

extension Payment {
  /// Applies the transitions that lead to a status.
  mutating func bring(to status: PaymentStatus, at now: Timestamp) throws {
    if status == .pending { return }
    try begin(at: now)
    if status == .processing { return }
    _ = try settle(status == .failed ? .declined(reason: "card_declined") : .charged, at: now)
    if status == .refunded {
      var refund = try beginRefund(of: nil, at: now)
      refund.status = .success
      _ = try settle(refund, at: now)
    }
  }
}
