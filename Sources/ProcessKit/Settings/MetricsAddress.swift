/// Where a process serves `/metrics`: `METRICS_PORT` and `METRICS_HOST`.
///
/// Metrics tell how a system is used, so they are not on the port that clients reach, except in development.
public enum MetricsAddress: Sendable, Hashable {
  /// Beside `/health`: in development, when `METRICS_PORT` is not set.
  case shared
  /// On an address of their own. Port 0 takes a free one.
  case own(host: String, port: Int)
  /// Nowhere: outside development, when `METRICS_PORT` is not set.
  case none
}

extension SettingsReader {
  /// `METRICS_PORT` and `METRICS_HOST`, which is 127.0.0.1 when it is not set.
  public func metricsAddress(_ declared: ProcessSettings) throws(ConfigurationError) -> MetricsAddress {
    let host = try value(of: declared.metricsHost)
    if let port = try value(of: declared.metricsPort) { return .own(host: host ?? "127.0.0.1", port: port) }
    guard host == nil else { throw ConfigurationError(variable: "METRICS_PORT", problem: "is not set, and METRICS_HOST needs it") }
    return isDevelopment ? .shared : .none
  }
}
