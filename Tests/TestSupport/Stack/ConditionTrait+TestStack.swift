import Testing

extension Trait where Self == ConditionTrait {
  /// Runs only where `make test` has started a Postgres.
  public static var needsPostgres: Self { .enabled(if: TestStack.hasPostgres, "run make test: it starts a Postgres") }
  /// Runs only where `make test` has started a Redis.
  public static var needsRedis: Self { .enabled(if: TestStack.hasRedis, "run make test: it starts a Redis") }
  /// Runs only where `make test` has started a RabbitMQ.
  public static var needsRabbitMQ: Self { .enabled(if: TestStack.hasRabbitMQ, "run make test: it starts a RabbitMQ") }
  /// Runs only where `make test` has started the whole chain.
  public static var needsStack: Self { .enabled(if: TestStack.isUp, "run make test: it starts the whole stack") }
}
