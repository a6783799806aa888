import Messaging
import RabbitMQ
import ServiceKit
import SharedKernel

/// The order service, put together: the only file that sees all of it.
struct OrderServiceApp: Sendable {
  /// What the host runs.
  let parts: ServiceParts

  /// Throws `ConfigurationError` when `RABBITMQ_URL` is none.
  init(_ host: ServiceHost) throws {
    guard let broker = RabbitMQConfiguration(url: host.configuration.rabbitmqURL, connectionName: "order-service") else {
      throw ConfigurationError(variable: "RABBITMQ_URL", problem: "must be a URL such as amqp://user:password@host:5672/%2f")
    }
    let database = host.database
    let rabbitmq = try RabbitMQClient(configuration: broker, logger: host.logger)
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
      followPayment: FollowPayment(orders: orders, events: events, work: database), logger: host.logger)
    let userEvents = UserEventConsumer(
      cancelOrdersOfUser: CancelOrdersOfUser(orders: orders, events: events, work: database), logger: host.logger)

    parts = ServiceParts(
      routes: OrderRoutes(handlers: handlers).all,
      background: [
        rabbitmq,
        OutboxRelay(database: database, rabbitmq: rabbitmq, logger: host.logger),
        EventConsumer(.orderPayments, database: database, rabbitmq: rabbitmq, logger: host.logger, handler: paymentEvents.handle),
        EventConsumer(.orderUsers, database: database, rabbitmq: rabbitmq, logger: host.logger, handler: userEvents.handle),
      ],
      checks: [HealthCheck("rabbitmq") { rabbitmq.isConnected }])
  }
}
