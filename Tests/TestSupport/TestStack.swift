import Foundation

/// The servers that the tests run against, as `make test` says them in `TRELLIS_TEST_*` variables. Nil where nobody said.
public enum TestStack {
  /// A role that may create databases and roles: `postgres://user:password@host:port/postgres`.
  public static var postgresURL: String? { variable("TRELLIS_TEST_POSTGRES_URL") }
  /// `redis://host:port/0`.
  public static var redisURL: String? { variable("TRELLIS_TEST_REDIS_URL") }
  /// `amqp://user:password@host:port/%2f`.
  public static var rabbitMQURL: String? { variable("TRELLIS_TEST_RABBITMQ_URL") }
  /// RabbitMQ's management API: `http://user:password@host:port`.
  public static var rabbitMQManagementURL: String? { variable("TRELLIS_TEST_RABBITMQ_MANAGEMENT_URL") }
  /// The gateway's origin, `http://host:port`, as the four below it.
  public static var gatewayURL: String? { variable("TRELLIS_TEST_GATEWAY_URL") }
  /// The user service's origin.
  public static var userURL: String? { variable("TRELLIS_TEST_USER_URL") }
  /// The order service's origin.
  public static var orderURL: String? { variable("TRELLIS_TEST_ORDER_URL") }
  /// The payment service's origin.
  public static var paymentURL: String? { variable("TRELLIS_TEST_PAYMENT_URL") }
  /// The origin of nginx.
  public static var nginxURL: String? { variable("TRELLIS_TEST_NGINX_URL") }
  /// The stack's own folder, with `run/NAME.pid` and `log/NAME.log`.
  public static var directory: String? { variable("TRELLIS_TEST_STACK_DIR") }
  /// The secret that the stack's access tokens are signed with (HS256).
  public static var jwtSecret: String? { variable("TRELLIS_TEST_JWT_SECRET") }

  /// Whether a Postgres is there.
  public static var hasPostgres: Bool { postgresURL != nil }
  /// Whether a Redis is there.
  public static var hasRedis: Bool { redisURL != nil }
  /// Whether a RabbitMQ is there.
  public static var hasRabbitMQ: Bool { rabbitMQURL != nil }
  /// Whether RabbitMQ's management API is there.
  public static var hasRabbitMQManagement: Bool { rabbitMQManagementURL != nil }
  /// Whether the whole chain, nginx to databases, is there.
  public static var isUp: Bool {
    gatewayURL != nil && userURL != nil && orderURL != nil && paymentURL != nil && nginxURL != nil && directory != nil
      && hasRabbitMQManagement
  }

  private static func variable(_ name: String) -> String? {
    guard let value = ProcessInfo.processInfo.environment[name], !value.isEmpty else { return nil }
    return value
  }
}
