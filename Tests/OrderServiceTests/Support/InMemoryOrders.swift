import SharedKernel
import Synchronization

@testable import OrderService

/// An implementation of `OrderRepository` in memory.
final class InMemoryOrders: OrderRepository {
  private struct State {
    var orders: [EntityID: Order] = [:]
    var attempts: [EntityID: FailedPayment] = [:]
    var deletedUsers: Set<EntityID> = []
  }

  private let state = Mutex(State())

  var failedPayments: [FailedPayment] { state.withLock { Array($0.attempts.values) } }

  private func living(_ isWanted: (Order) -> Bool = { _ in true }) -> [Order] {
    state.withLock { $0.orders.values.filter { $0.deletedAt == nil && isWanted($0) } }
  }

  func add(_ order: Order) async throws {
    try state.withLock { state in
      if state.deletedUsers.contains(order.userID) { throw OrderError.accountDeleted }
      state.orders[order.id] = order
    }
  }

  func recordDeletedUser(_ userID: EntityID, at moment: Timestamp) async throws { state.withLock { _ = $0.deletedUsers.insert(userID) } }

  func save(_ order: Order) async throws { state.withLock { $0.orders[order.id] = order } }

  func find(_ id: EntityID) async throws -> Order? { living { $0.id == id }.first }

  func lock(_ id: EntityID) async throws -> Order? { try await find(id) }

  func lockIncludingDeleted(_ id: EntityID) async throws -> Order? { state.withLock { $0.orders[id] } }

  func lockPending(ofUser userID: EntityID) async throws -> [Order] {
    living { $0.userID == userID && $0.status == .pending }.sorted { ($0.createdAt, $0.id) < ($1.createdAt, $1.id) }
  }

  func list(_ filter: OrderFilter, sort: OrderSort, page: Page) async throws -> PagedList<Order> {
    let matching = living(filter.matches)
    let sorted = matching.sorted { left, right in
      switch sort {
      case .newest: (left.createdAt, left.id) > (right.createdAt, right.id)
      case .oldest: (left.createdAt, left.id) < (right.createdAt, right.id)
      case .latestChange: (left.updatedAt, left.id) > (right.updatedAt, right.id)
      case .earliestChange: (left.updatedAt, left.id) < (right.updatedAt, right.id)
      case .highestTotal: (left.totalAmount, left.id) > (right.totalAmount, right.id)
      case .lowestTotal: (left.totalAmount, left.id) < (right.totalAmount, right.id)
      }
    }
    let items = sorted.dropFirst(page.offset).prefix(page.limit)
    return PagedList(items: Array(items), total: matching.count, page: page)
  }

  func find(ids: [EntityID], owner: EntityID?) async throws -> [Order] {
    let found = living { owner == nil || $0.userID == owner }
    return ids.compactMap { id in found.first { $0.id == id } }
  }

  func newest(ofUsers userIDs: [EntityID], matching filter: OrderFilter, limitPerUser: Int) async throws -> [Order] {
    var newest: [Order] = []
    for userID in userIDs {
      var filter = filter
      filter.userID = userID
      newest += try await list(filter, sort: .newest, page: Page(limit: limitPerUser)).items
    }
    return newest
  }

  func record(_ attempt: FailedPayment) async throws {
    state.withLock { $0.attempts[attempt.paymentID] = $0.attempts[attempt.paymentID] ?? attempt }
  }
}
