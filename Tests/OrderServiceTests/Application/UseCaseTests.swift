import SharedKernel
import Testing

@testable import OrderService

@Suite struct UseCaseTests {
  let world = World()

  @Test func placingStoresTheOrderAndItsEvent() async throws {
    let order = try await world.place(.sample(), by: world.alice)
    #expect(try await world.orders.find(order.id) == order)
    #expect(world.events.all == [.created(order)])
    #expect(order.userID == world.alice.userID)
  }

  @Test func aForeignOrderIsNotFound() async throws {
    let order = try await world.order()
    let find = FindOrder(orders: world.orders)
    #expect(try await find(order.id, by: world.alice) == order)
    #expect(try await find(order.id, by: world.admin) == order)
    await #expect(throws: OrderError.notFound) { try await find(order.id, by: world.bob) }
    await #expect(throws: OrderError.notFound) { try await find(.make(), by: world.admin) }
  }

  @Test func theOwnerMayOnlyCancel() async throws {
    let order = try await world.order()
    await #expect(throws: OrderError.onlyCancellationAllowed) { try await world.changeStatus(order.id, to: .paid, by: world.alice) }
    await #expect(throws: OrderError.notFound) { try await world.changeStatus(order.id, to: .cancelled, by: world.bob) }
    let cancelled = try await world.changeStatus(order.id, to: .cancelled, by: world.alice)
    #expect(cancelled.status == .cancelled)
    #expect(world.events.all == [.statusChanged(cancelled, from: .pending, actor: .user(world.alice.userID))])
  }

  @Test func anAdministratorMayUseEveryTransition() async throws {
    let order = try await world.order()
    _ = try await world.applyPaymentResult.succeeded(orderID: order.id)
    for status in [OrderStatus.processing, .shipped, .delivered] {
      #expect(try await world.changeStatus(order.id, to: status, by: world.admin).status == status)
    }
    await #expect(throws: OrderError.illegalStateChange(from: .delivered, to: .cancelled)) {
      try await world.changeStatus(order.id, to: .cancelled, by: world.admin)
    }
  }

  @Test func onlyAPaymentMakesAnOrderPaidOrRefunded() async throws {
    let order = try await world.order()
    await #expect(throws: OrderError.followsMoney(to: .paid)) { try await world.changeStatus(order.id, to: .paid, by: world.admin) }
    _ = try await world.applyPaymentResult.succeeded(orderID: order.id)
    await #expect(throws: OrderError.followsMoney(to: .refunded)) {
      try await world.changeStatus(order.id, to: .refunded, by: world.admin)
    }
    #expect(try await world.orders.find(order.id)?.status == .paid)
  }

  @Test func aFailedPreconditionChangesNothing() async throws {
    struct Stale: Error {}
    let order = try await world.order()
    await #expect(throws: Stale.self) {
      try await world.changeStatus(order.id, to: .cancelled, by: world.alice) { _ in throw Stale() }
    }
    await #expect(throws: Stale.self) { try await world.delete(order.id, by: world.admin) { _ in throw Stale() } }
    #expect(try await world.orders.find(order.id) == order)
    #expect(world.events.all.isEmpty)
  }

  @Test func aDeletedOrderIsNotFound() async throws {
    let order = try await world.order()
    try await world.delete(order.id, by: world.admin)
    #expect(try await world.orders.find(order.id) == nil)
    #expect(try await world.orders.list(OrderFilter(), sort: .newest, page: Page()).total == 0)
    await #expect(throws: OrderError.notFound) { try await world.delete(order.id, by: world.admin) }
  }

  @Test func aCustomerListsOnlyTheirOwn() async throws {
    let mine = try await world.order()
    _ = try await world.order(of: world.bob)
    let list = ListOrders(orders: world.orders)
    #expect(try await list(OrderFilter(), sort: .newest, page: Page(), by: world.alice).items == [mine])
    #expect(try await list(OrderFilter(), sort: .newest, page: Page(), by: world.admin).total == 2)
    let foreign = OrderFilter(userID: world.bob.userID)
    #expect(try await list(foreign, sort: .newest, page: Page(), by: world.alice).total == 0)
    #expect(try await list(foreign, sort: .newest, page: Page(), by: world.admin).total == 1)
  }

  @Test func lookUpsLeaveOutResourcesOfOthers() async throws {
    let mine = try await world.order()
    let theirs = try await world.order(of: world.bob)
    let lookUp = LookUpOrders(orders: world.orders)
    #expect(try await lookUp(ids: [theirs.id, mine.id], by: world.alice) == [mine])
    #expect(try await lookUp(ids: [theirs.id, mine.id, .make()], by: world.admin) == [theirs, mine])
    let users = [world.bob.userID, world.alice.userID]
    let all = OrderFilter()
    #expect(try await lookUp(ofUsers: users, matching: all, limitPerUser: 20, by: world.alice) == [mine])
    #expect(try await lookUp(ofUsers: users, matching: all, limitPerUser: 20, by: world.admin) == [theirs, mine])
    #expect(try await lookUp(ofUsers: users, matching: OrderFilter(status: .paid), limitPerUser: 20, by: world.admin).isEmpty)
  }

  @Test func filtersNarrowALookUp() async throws {
    let (mine, theirs) = (try await world.order(), try await world.order(of: world.bob))
    let lookUp = LookUpOrders(orders: world.orders)
    let ids = [mine.id, theirs.id]
    #expect(try await lookUp(ids: ids, matching: OrderFilter(status: .paid), by: world.admin).isEmpty)
    #expect(try await lookUp(ids: ids, matching: OrderFilter(userID: world.bob.userID), by: world.admin) == [theirs])
    #expect(try await lookUp(ids: ids, ofUsers: [world.alice.userID], by: world.admin) == [mine])
    let ofBob = OrderFilter(userID: world.bob.userID)
    let users = [world.alice.userID, world.bob.userID]
    #expect(try await lookUp(ofUsers: users, matching: ofBob, limitPerUser: 20, by: world.admin) == [theirs])
  }
}
