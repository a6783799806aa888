/// A dependency that `/health` reports and that `/ready` requires.
public struct HealthCheck: Sendable {
  /// The name of the dependency, such as `rabbitmq`.
  public let name: String
  /// Whether the dependency answers now. It must return within seconds.
  public let isUp: @Sendable () async -> Bool

  public init(_ name: String, isUp: @escaping @Sendable () async -> Bool) {
    self.name = name
    self.isUp = isUp
  }
}
