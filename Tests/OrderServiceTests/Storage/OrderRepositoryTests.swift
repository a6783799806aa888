import ServiceTestSupport
import SharedKernel
import TestSupport
import Testing

@testable import OrderService

/// The contract of `OrderRepository`, checked for every implementation.
@Suite struct OrderRepositoryTests {
  enum Storage: CaseIterable {
    case memory, postgres
    static var available: [Storage] { TestStack.hasPostgres ? allCases : [.memory] }
  }

  func with(_ storage: Storage, _ body: @escaping @Sendable (any OrderRepository) async throws -> Void) async throws {
    switch storage {
    case .memory: try await body(InMemoryOrders())
    case .postgres: try await TestHost.run { try await body(PostgresOrders(database: $0.host.database)) }
    }
  }

  static func time(_ seconds: Int64) -> Timestamp { Timestamp(microseconds: (1_700_000_000 + seconds) * 1_000_000 + 123_456) }

  @Test(arguments: Storage.available)
  func storesAnOrderExactly(storage: Storage) async throws {
    try await with(storage) { orders in
      let order = try Order.place(.sample(unitPrice: "0.10", quantity: 3), for: .make(), at: Self.time(0))
      try await orders.add(order)
      #expect(try await orders.find(order.id) == order)
      #expect(try await orders.lock(order.id) == order)
      #expect(try await orders.find(.make()) == nil)
    }
  }

  @Test(arguments: Storage.available)
  func savesStateAndDeletion(storage: Storage) async throws {
    try await with(storage) { orders in
      var order = Order.sample(of: .make(), at: Self.time(0))
      try await orders.add(order)
      _ = try order.move(to: .paid, by: .paymentService, at: Self.time(1))
      try await orders.save(order)
      #expect(try await orders.find(order.id) == order)
      _ = order.delete(by: .paymentService, at: Self.time(2))
      try await orders.save(order)
      #expect(try await orders.find(order.id) == nil)
      #expect(try await orders.lock(order.id) == nil)
      #expect(try await orders.lockIncludingDeleted(order.id) == order)
      #expect(try await orders.lockIncludingDeleted(.make()) == nil)
      #expect(try await orders.find(ids: [order.id], owner: nil).isEmpty)
      #expect(try await orders.newest(ofUsers: [order.userID], matching: OrderFilter(), limitPerUser: 5).isEmpty)
      #expect(try await orders.list(OrderFilter(), sort: .newest, page: Page()).total == 0)
    }
  }

  @Test(arguments: Storage.available)
  func listsPagesWithTheTotal(storage: Storage) async throws {
    try await with(storage) { orders in
      let user = EntityID.make()
      let all = (0..<5).map { Order.sample(of: user, total: Int64(1000 - $0 * 100), at: Self.time(Int64($0))) }
      for order in all { try await orders.add(order) }
      try await orders.add(.sample(of: .make(), .paid, at: Self.time(9)))
      let mine = OrderFilter(userID: user)
      let first = try await orders.list(mine, sort: .newest, page: Page(limit: 2, offset: 0))
      #expect(first.items == [all[4], all[3]] && first.total == 5 && first.hasMore)
      let last = try await orders.list(mine, sort: .oldest, page: Page(limit: 2, offset: 4))
      #expect(last.items == [all[4]] && !last.hasMore)
      let beyond = try await orders.list(mine, sort: .newest, page: Page(limit: 2, offset: 50))
      #expect(beyond.items.isEmpty && beyond.total == 5)
      #expect(try await orders.list(mine, sort: .highestTotal, page: Page(limit: 1)).items == [all[0]])
      #expect(try await orders.list(mine, sort: .lowestTotal, page: Page(limit: 1)).items == [all[4]])
      #expect(try await orders.list(OrderFilter(status: .paid), sort: .newest, page: Page()).total == 1)
      let between = OrderFilter(createdFrom: Self.time(1), createdBefore: Self.time(3))
      #expect(try await orders.list(between, sort: .latestChange, page: Page()).items == [all[2], all[1]])
      #expect(try await orders.list(between, sort: .earliestChange, page: Page()).items == [all[1], all[2]])
    }
  }

  @Test(arguments: Storage.available)
  func looksUpInTheOrderOfTheIds(storage: Storage) async throws {
    try await with(storage) { orders in
      let user = EntityID.make()
      let all = [Order.sample(of: user), .sample(of: .make()), .sample(of: user)]
      for order in all { try await orders.add(order) }
      #expect(try await orders.find(ids: [all[2].id, .make(), all[1].id, all[0].id], owner: nil) == [all[2], all[1], all[0]])
      #expect(try await orders.find(ids: [all[2].id, all[1].id, all[0].id], owner: user) == [all[2], all[0]])
      #expect(try await orders.find(ids: [], owner: nil).isEmpty)
    }
  }

  @Test(arguments: Storage.available)
  func findsTheNewestOfEachUser(storage: Storage) async throws {
    try await with(storage) { orders in
      let (first, second) = (EntityID.make(), EntityID.make())
      let ofFirst = (0..<4).map { Order.sample(of: first, $0 == 0 ? .paid : .pending, at: Self.time(Int64($0))) }
      let ofSecond = [Order.sample(of: second, at: Self.time(1))]
      for order in ofFirst + ofSecond { try await orders.add(order) }
      #expect(
        try await orders.newest(ofUsers: [second, .make(), first], matching: OrderFilter(), limitPerUser: 2)
          == [ofSecond[0], ofFirst[3], ofFirst[2]])
      #expect(try await orders.newest(ofUsers: [first, second], matching: OrderFilter(status: .paid), limitPerUser: 2) == [ofFirst[0]])
      let later = OrderFilter(createdFrom: ofFirst[2].createdAt, createdBefore: ofFirst[3].createdAt)
      #expect(try await orders.newest(ofUsers: [first], matching: later, limitPerUser: 9) == [ofFirst[2]])
    }
  }

  @Test(arguments: Storage.available)
  func locksAUsersPendingOrders(storage: Storage) async throws {
    try await with(storage) { orders in
      let user = EntityID.make()
      let all = [
        Order.sample(of: user, at: Self.time(2)), .sample(of: user, .paid), .sample(of: user, at: Self.time(1)), .sample(of: .make()),
      ]
      for order in all { try await orders.add(order) }
      #expect(try await orders.lockPending(ofUser: user) == [all[2], all[0]])
    }
  }

  @Test(arguments: Storage.available)
  func addsNoOrderOfADeletedUser(storage: Storage) async throws {
    try await with(storage) { orders in
      let (deleted, other) = (Order.sample(of: .make()), Order.sample(of: .make()))
      for second in 0...1 as ClosedRange<Int64> { try await orders.recordDeletedUser(deleted.userID, at: Self.time(second)) }
      await #expect(throws: OrderError.accountDeleted) { try await orders.add(deleted) }
      #expect(try await orders.find(deleted.id) == nil)
      try await orders.add(other)
      #expect(try await orders.find(other.id) == other)
    }
  }

  @Test(arguments: Storage.available)
  func recordsAFailedPaymentOnce(storage: Storage) async throws {
    try await with(storage) { orders in
      let order = Order.sample(of: .make())
      try await orders.add(order)
      let attempt = FailedPayment(paymentID: .make(), orderID: order.id, reason: "card_declined", occurredAt: Self.time(0))
      try await orders.record(attempt)
      try await orders.record(attempt)
    }
  }
}
