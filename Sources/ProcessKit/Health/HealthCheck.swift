/// A dependency that `/health` reports.
public struct HealthCheck: Sendable {
  /// The name of the dependency, such as `rabbitmq`.
  public let name: String
  /// Whether the process cannot work without it: `/ready` is 503 while it is down.
  public let isRequired: Bool
  /// Whether the dependency answers now. It must return within seconds.
  public let isUp: @Sendable () async -> Bool

  public init(_ name: String, isRequired: Bool = true, isUp: @escaping @Sendable () async -> Bool) {
    self.name = name
    self.isRequired = isRequired
    self.isUp = isUp
  }
}
