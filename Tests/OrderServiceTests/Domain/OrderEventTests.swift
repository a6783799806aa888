import JSON
import SharedKernel
import Testing

@testable import OrderService

@Suite struct OrderEventTests {
  let order = Order.sample(of: .make(), .paid)

  @Test func createdCarriesTheWholeOrder() throws {
    let event = OrderEvent.created(order)
    #expect(event.eventName == "order.created")
    #expect(event.aggregateID == order.id && event.userID == order.userID)
    let data = try JSONDocument(parsing: event.data).root
    #expect(data["orderId"]?.string == order.id.description)
    #expect(data["userId"]?.string == order.userID.description)
    #expect(data["totalAmount"]?.numberText == "12.50")
    #expect(data["status"]?.string == "paid")
    #expect(data["items"]?.count == 2)
    #expect(data["items"]?[0]?["unitPrice"]?.numberText == "6.25")
  }

  @Test func aStatusChangeNamesBothStatesAndTheActor() throws {
    let actor = EntityID.make()
    let event = OrderEvent.statusChanged(order, from: .pending, actor: .user(actor))
    #expect(event.eventName == "order.status_changed")
    let data = try JSONDocument(parsing: event.data).root
    #expect(data["from"]?.string == "pending")
    #expect(data["to"]?.string == "paid")
    #expect(data["actor"]?.string == actor.description)
  }
}
