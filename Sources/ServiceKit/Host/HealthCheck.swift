/// A dependency that `/health` shows and `/ready` depends on.
public struct HealthCheck: Sendable {
  /// Its name, such as `rabbitmq`.
  public let name: String
  /// Whether it answers now. It must answer within seconds.
  public let isUp: @Sendable () async -> Bool

  /// A check.
  public init(_ name: String, isUp: @escaping @Sendable () async -> Bool) {
    self.name = name
    self.isUp = isUp
  }
}
