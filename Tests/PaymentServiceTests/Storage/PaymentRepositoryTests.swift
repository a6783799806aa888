import ServiceTestSupport
import SharedKernel
import TestSupport
import Testing

@testable import PaymentService

/// The contract of `PaymentRepository` and `OrderProjectionRepository`, checked for every implementation.
@Suite struct PaymentRepositoryTests {
  enum Storage: CaseIterable {
    case memory, postgres
    static var available: [Storage] { TestStack.hasPostgres ? allCases : [.memory] }
  }

  func with(
    _ storage: Storage, _ body: @escaping @Sendable (any PaymentRepository, any OrderProjectionRepository) async throws -> Void
  ) async throws {
    switch storage {
    case .memory:
      let payments = InMemoryPayments()
      try await body(payments, payments)
    case .postgres:
      try await TestHost.run {
        try await body(PostgresPayments(database: $0.host.database), PostgresOrderProjections(database: $0.host.database))
      }
    }
  }

  static func time(_ seconds: Int64) -> Timestamp { Timestamp(microseconds: (1_700_000_000 + seconds) * 1_000_000 + 123_456) }

  /// Adds a payment of a new order and applies the transitions to its status.
  static func keep(
    _ status: PaymentStatus, in payments: any PaymentRepository, _ orders: any OrderProjectionRepository, orderID: EntityID = .make(),
    userID: EntityID = .make(), amount: Int64 = 1000, at now: Timestamp = time(0)
  ) async throws -> Payment {
    let order = OrderProjection(id: orderID, userID: userID, amount: Money(hundredths: amount), status: "pending", sequence: 1)
    try await orders.saveIfNewer(order)
    var payment = Payment(of: order, method: .bankTransfer, token: "tok_ok", at: now)
    try await payments.add(payment)
    try payment.bring(to: status, at: now)
    try await payments.save(payment)
    return payment
  }

  @Test(arguments: Storage.available, PaymentStatus.allCases)
  func storesAPaymentExactly(storage: Storage, status: PaymentStatus) async throws {
    try await with(storage) { payments, orders in
      let payment = try await Self.keep(status, in: payments, orders)
      #expect(try await payments.find(payment.id) == payment)
      #expect(try await payments.lock(payment.id) == payment)
    }
  }

  @Test(arguments: Storage.available, PaymentStatus.allCases)
  func rejectsASecondLivePayment(storage: Storage, status: PaymentStatus) async throws {
    try await with(storage) { payments, orders in
      let first = try await Self.keep(status, in: payments, orders)
      let again = { try await Self.keep(.pending, in: payments, orders, orderID: first.orderID, userID: first.userID) }
      if status == .failed {
        _ = try await again()
      } else {
        await #expect(throws: PaymentError.livePaymentExists) { try await again() }
      }
    }
  }

  @Test(arguments: Storage.available)
  func listsPagesWithTheTotal(storage: Storage) async throws {
    try await with(storage) { payments, orders in
      let user = EntityID.make()
      var all: [Payment] = []
      for index in 0..<3 {
        all.append(
          try await Self.keep(
            index == 0 ? .success : .pending, in: payments, orders, userID: user, amount: Int64(300 - index * 100),
            at: Self.time(Int64(index))))
      }
      _ = try await Self.keep(.pending, in: payments, orders)
      let mine = PaymentFilter(userID: user)
      let page = try await payments.list(mine, sort: .newest, page: Page(limit: 2))
      #expect(page.items == [all[2], all[1]] && page.total == 3 && page.hasMore)
      #expect(try await payments.list(mine, sort: .newest, page: Page(limit: 2, offset: 9)).total == 3)
      #expect(try await payments.list(PaymentFilter(userID: user, status: .success), sort: .newest, page: Page()).items == [all[0]])
      #expect(try await payments.list(mine, sort: .oldest, page: Page(limit: 1)).items == [all[0]])
      #expect(try await payments.list(mine, sort: .highestAmount, page: Page(limit: 1)).items == [all[0]])
      #expect(try await payments.list(mine, sort: .lowestAmount, page: Page(limit: 1)).items == [all[2]])
      #expect(try await payments.list(mine, sort: .latestChange, page: Page()).items.count == 3)
      #expect(try await payments.list(mine, sort: .earliestChange, page: Page()).items.count == 3)
    }
  }

  @Test(arguments: Storage.available)
  func looksUpInTheOrderOfTheKeys(storage: Storage) async throws {
    try await with(storage) { payments, orders in
      let first = try await Self.keep(.pending, in: payments, orders)
      let second = try await Self.keep(.success, in: payments, orders)
      #expect(try await payments.find(ids: [second.id, .make(), first.id], owner: nil) == [second, first])
      #expect(try await payments.find(ids: [second.id, first.id], owner: first.userID) == [first])
      #expect(try await payments.current(ofOrders: [second.orderID, .make(), first.orderID], owner: nil) == [second, first])
      #expect(try await payments.current(ofOrders: [second.orderID, first.orderID], owner: first.userID) == [first])
    }
  }

  @Test(arguments: Storage.available)
  func theCurrentPaymentIsTheLiveOneOrTheLastThatFailed(storage: Storage) async throws {
    try await with(storage) { payments, orders in
      let (order, user) = (EntityID.make(), EntityID.make())
      _ = try await Self.keep(.failed, in: payments, orders, orderID: order, userID: user, at: Self.time(1))
      let last = try await Self.keep(.failed, in: payments, orders, orderID: order, userID: user, at: Self.time(5))
      #expect(try await payments.current(ofOrders: [order], owner: nil) == [last])
      let live = try await Self.keep(.pending, in: payments, orders, orderID: order, userID: user, at: Self.time(3))
      #expect(try await payments.current(ofOrders: [order], owner: nil) == [live])
    }
  }

  @Test(arguments: Storage.available)
  func storesRefunds(storage: Storage) async throws {
    try await with(storage) { payments, orders in
      var payment = try await Self.keep(.success, in: payments, orders)
      var refund = try payment.beginRefund(of: Money(hundredths: 250), idempotencyKey: "k", at: Self.time(1))
      try await payments.save(payment)
      try await payments.add(refund)
      #expect(try await payments.find(payment.id) == payment)
      #expect(try await payments.refund(ofPayment: payment.id, idempotencyKey: "k") == refund)
      #expect(try await payments.refund(ofPayment: payment.id, idempotencyKey: "other") == nil)
      #expect(try await payments.dueRefunds(at: Self.time(30), limit: 5).isEmpty)
      #expect(try await payments.dueRefunds(at: Self.time(31), limit: 5) == [refund])
      refund.status = .success
      try await payments.save(refund)
      #expect(try await payments.lockRefund(refund.id) == refund)
      #expect(try await payments.dueRefunds(at: Self.time(31), limit: 5).isEmpty)
    }
  }

  @Test(arguments: Storage.available)
  func findsTheLivePaymentOfAnOrder(storage: Storage) async throws {
    try await with(storage) { payments, orders in
      let live = try await Self.keep(.processing, in: payments, orders)
      let failed = try await Self.keep(.failed, in: payments, orders)
      #expect(try await payments.lockLive(ofOrder: live.orderID) == live)
      #expect(try await payments.lockLive(ofOrder: failed.orderID) == nil)
      #expect(try await orders.lockShared(live.orderID)?.status == "pending")
    }
  }

  @Test(arguments: Storage.available)
  func findsInterruptedPayments(storage: Storage) async throws {
    try await with(storage) { payments, orders in
      let interrupted = try await Self.keep(.processing, in: payments, orders, at: Self.time(0))
      _ = try await Self.keep(.processing, in: payments, orders, at: Self.time(9))
      _ = try await Self.keep(.success, in: payments, orders, at: Self.time(0))
      #expect(try await payments.lockInterrupted(before: Self.time(5), limit: 5) == [interrupted])
    }
  }

  @Test(arguments: Storage.available)
  func savesOnlyNewerOrders(storage: Storage) async throws {
    try await with(storage) { _, orders in
      let id = EntityID.make()
      func order(_ status: String, _ sequence: Int64) -> OrderProjection {
        OrderProjection(id: id, userID: EntityID(high: 1, low: 1), amount: Money(hundredths: 5), status: status, sequence: sequence)
      }
      try await orders.saveIfNewer(order("paid", 5))
      try await orders.saveIfNewer(order("pending", 4))
      #expect(try await orders.find(id) == order("paid", 5))
      try await orders.saveIfNewer(order("cancelled", 6))
      #expect(try await orders.find(id) == order("cancelled", 6))
      #expect(try await orders.find(.make()) == nil)
    }
  }
}
