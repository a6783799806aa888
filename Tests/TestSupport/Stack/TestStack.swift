import Foundation
import TLS

/// The servers of the test stack, from the `TRELLIS_TEST_*` variables that `make test` sets. Nil for a variable that is not set.
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
  /// The authority of a stack with TLS on every hop, and a certificate that its servers accept; nothing without TLS.
  public static var tls: TLSClientFiles {
    guard let folder = variable("TRELLIS_TEST_CERTIFICATES") else { return TLSClientFiles() }
    return TLSClientFiles(
      authorities: "\(folder)/ca.pem", identity: TLSIdentity(certificate: "\(folder)/client.pem", key: "\(folder)/client.key"))
  }

  /// The options with which `redis-cli` reaches Redis.
  public static var redisOptions: [String] {
    guard let authorities = tls.authorities, let identity = tls.identity else { return [] }
    return ["--cacert", authorities, "--cert", identity.certificate, "--key", identity.key]
  }

  /// Whether the stack has TLS on every hop.
  public static var hasTLS: Bool { variable("TRELLIS_TEST_CERTIFICATES") != nil }

  /// The stack's own folder, with `run/NAME.pid` and `log/NAME.log`.
  public static var directory: String? { variable("TRELLIS_TEST_STACK_DIR") }
  /// The file of the private key (PEM, Ed25519) that the stack's user service signs access tokens with.
  public static var signingKeyFile: String? { variable("TRELLIS_TEST_JWT_SIGNING_KEY_FILE") }
  /// The stack's `JWT_SECRET`, which no longer signs tokens.
  public static var jwtSecret: String? { variable("TRELLIS_TEST_JWT_SECRET") }

  /// Whether the stack has a Postgres.
  public static var hasPostgres: Bool { postgresURL != nil }
  /// Whether the stack has a Redis.
  public static var hasRedis: Bool { redisURL != nil }
  /// Whether the stack has a RabbitMQ.
  public static var hasRabbitMQ: Bool { rabbitMQURL != nil }
  /// Whether the stack has RabbitMQ's management API.
  public static var hasRabbitMQManagement: Bool { rabbitMQManagementURL != nil }
  /// Whether the stack has the whole chain from nginx to the databases.
  public static var isUp: Bool {
    gatewayURL != nil && userURL != nil && orderURL != nil && paymentURL != nil && nginxURL != nil && directory != nil
      && hasRabbitMQManagement
  }

  private static func variable(_ name: String) -> String? {
    guard let value = ProcessInfo.processInfo.environment[name], !value.isEmpty else { return nil }
    return value
  }
}
