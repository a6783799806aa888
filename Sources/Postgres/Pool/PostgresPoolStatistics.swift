/// The connections of a client, for metrics.
public struct PostgresPoolStatistics: Sendable {
  /// Connections that many callers use at once.
  public internal(set) var shared = 0
  /// Connections for transactions that are not leased.
  public internal(set) var idle = 0
  /// Connections for transactions that are leased or being opened.
  public internal(set) var used = 0
  /// Callers that wait for a connection.
  public internal(set) var waiting = 0
}
