import ServiceKit
import ServiceRuntime
import SharedKernel

/// Wires the parts of the order service.
struct OrderServiceApp: Sendable {
  let parts: ServiceParts

  init(_ host: ServiceHost) {
    let database = host.database
    let events = host.outbox
    let orders = PostgresOrders(database: database)

    let handlers = OrderHandlers(
      placeOrder: PlaceOrder(orders: orders, events: events, work: database),
      findOrder: FindOrder(orders: orders),
      listOrders: ListOrders(orders: orders),
      lookUpOrders: LookUpOrders(orders: orders),
      changeOrderStatus: ChangeOrderStatus(orders: orders, events: events, work: database),
      deleteOrder: DeleteOrder(orders: orders, events: events, work: database),
      idempotency: host.idempotency)

    let paymentEvents = PaymentEventConsumer(
      applyPaymentResult: ApplyPaymentResult(orders: orders, events: events, work: database), metrics: host.metrics, logger: host.logger)
    let userEvents = UserEventConsumer(
      cancelOrdersOfUser: CancelOrdersOfUser(orders: orders, events: events, work: database), logger: host.logger)

    parts = ServiceParts(
      routes: OrderRoutes(handlers: handlers).all,
      subscribers: OrderQueues.subscribers,
      consumers: [
        host.consumer(queue: OrderQueues.payments, handler: paymentEvents.handle),
        host.consumer(queue: OrderQueues.users, handler: userEvents.handle),
      ])
  }
}
