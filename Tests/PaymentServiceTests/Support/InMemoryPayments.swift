import SharedKernel
import Synchronization

@testable import PaymentService

/// An implementation of the payment repositories in memory.
final class InMemoryPayments: PaymentRepository, OrderProjectionRepository {
  private struct State {
    var payments: [EntityID: Payment] = [:]
    var refunds: [EntityID: Refund] = [:]
    var orders: [EntityID: OrderProjection] = [:]
  }

  private let state = Mutex(State())

  private func all(_ isWanted: (Payment) -> Bool) -> [Payment] { state.withLock { $0.payments.values.filter(isWanted) } }

  func add(_ payment: Payment) async throws {
    try state.withLock { state in
      guard !state.payments.values.contains(where: { $0.orderID == payment.orderID && $0.status != .failed }) else {
        throw PaymentError.livePaymentExists
      }
      state.payments[payment.id] = payment
    }
  }

  func save(_ payment: Payment) async throws { state.withLock { $0.payments[payment.id] = payment } }

  func find(_ id: EntityID) async throws -> Payment? { state.withLock { $0.payments[id] } }

  func lock(_ id: EntityID) async throws -> Payment? { try await find(id) }

  func list(_ filter: PaymentFilter, sort: PaymentSort, page: Page) async throws -> PagedList<Payment> {
    let matching = all { (filter.userID == nil || $0.userID == filter.userID) && (filter.status == nil || $0.status == filter.status) }
    let sorted = matching.sorted { left, right in
      switch sort {
      case .newest: (left.createdAt, left.id) > (right.createdAt, right.id)
      case .oldest: (left.createdAt, left.id) < (right.createdAt, right.id)
      case .latestChange: (left.updatedAt, left.id) > (right.updatedAt, right.id)
      case .earliestChange: (left.updatedAt, left.id) < (right.updatedAt, right.id)
      case .highestAmount: (left.amount, left.id) > (right.amount, right.id)
      case .lowestAmount: (left.amount, left.id) < (right.amount, right.id)
      }
    }
    return PagedList(items: Array(sorted.dropFirst(page.offset).prefix(page.limit)), total: matching.count, page: page)
  }

  func find(ids: [EntityID], owner: EntityID?) async throws -> [Payment] {
    let found = all { owner == nil || $0.userID == owner }
    return ids.compactMap { id in found.first { $0.id == id } }
  }

  func current(ofOrders orderIDs: [EntityID], owner: EntityID?) async throws -> [Payment] {
    orderIDs.compactMap { orderID in
      all { $0.orderID == orderID && (owner == nil || $0.userID == owner) }
        .min { left, right in
          left.status == .failed && right.status != .failed
            ? false : left.status != .failed && right.status == .failed ? true : (left.createdAt, left.id) > (right.createdAt, right.id)
        }
    }
  }

  func add(_ refund: Refund) async throws { state.withLock { $0.refunds[refund.id] = refund } }

  func save(_ refund: Refund) async throws { state.withLock { $0.refunds[refund.id] = refund } }

  func lockRefund(_ id: EntityID) async throws -> Refund? { state.withLock { $0.refunds[id] } }

  func refund(ofPayment paymentID: EntityID, idempotencyKey: String) async throws -> Refund? {
    state.withLock { $0.refunds.values.first { $0.paymentID == paymentID && $0.idempotencyKey == idempotencyKey } }
  }

  func lockInterrupted(before moment: Timestamp, limit: Int) async throws -> [Payment] {
    Array(all { $0.status == .processing && $0.processingSince.map { $0 <= moment } ?? false }.prefix(limit))
  }

  func dueRefunds(at moment: Timestamp, limit: Int) async throws -> [Refund] {
    state.withLock { Array($0.refunds.values.filter { $0.status == .processing && $0.dueAt <= moment }.prefix(limit)) }
  }

  func lockLive(ofOrder orderID: EntityID) async throws -> Payment? { all { $0.orderID == orderID && $0.status != .failed }.first }

  @discardableResult func saveIfNewer(_ order: OrderProjection) async throws -> Bool {
    state.withLock { state in
      if let known = state.orders[order.id], known.sequence >= order.sequence { return false }
      state.orders[order.id] = order
      return true
    }
  }

  func lockShared(_ id: EntityID) async throws -> OrderProjection? { try await find(id) }

  func find(_ id: EntityID) async throws -> OrderProjection? { state.withLock { $0.orders[id] } }
}
