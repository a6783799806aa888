import Messaging
import ServiceKit
import ServiceRuntime
import SharedKernel

/// Wires the parts of the order service.
struct OrderServiceApp: Sendable {
  let parts: ServiceParts

  init(_ host: ServiceHost) {
    let database = host.database
    let orders = PostgresOrders(database: database)
    let events = OutboxOrderEvents(outbox: Outbox(database: database, source: "order-service"))

    let handlers = OrderHandlers(
      placeOrder: PlaceOrder(orders: orders, events: events, work: database),
      findOrder: FindOrder(orders: orders),
      listOrders: ListOrders(orders: orders),
      lookUpOrders: LookUpOrders(orders: orders),
      changeOrderStatus: ChangeOrderStatus(orders: orders, events: events, work: database),
      deleteOrder: DeleteOrder(orders: orders, events: events, work: database),
      idempotency: host.idempotency)

    let paymentEvents = PaymentEventConsumer(
      applyPaymentResult: ApplyPaymentResult(orders: orders, events: events, work: database), logger: host.logger)
    let userEvents = UserEventConsumer(
      cancelOrdersOfUser: CancelOrdersOfUser(orders: orders, events: events, work: database), logger: host.logger)

    parts = ServiceParts(
      routes: OrderRoutes(handlers: handlers).all,
      consumers: [
        EventConsumer(.orderPayments, database: database, rabbitmq: host.rabbitmq, logger: host.logger, handler: paymentEvents.handle),
        EventConsumer(.orderUsers, database: database, rabbitmq: host.rabbitmq, logger: host.logger, handler: userEvents.handle),
      ])
  }
}
