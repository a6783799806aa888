import Logging

/// The settings of every process.
public struct ProcessSettings: SettingGroup {
  public let title = "Process"
  public let environment = Setting<String>.text(
    "TRELLIS_ENV", form: "development or production; another word counts as production", default: "",
    "The mode. Empty is neither: what only development shows is off, and what production hides is on.")
  public let logLevel = Setting<Logger.Level>.parsed(
    "LOG_LEVEL", key: "logLevel", form: "one of trace, debug, info, notice, warning, error and critical", default: "info",
    "The least severe messages that are logged."
  ) { Logger.Level(rawValue: $0.lowercased()) }
  public let eventLoops = Setting<Int>.integer(
    "EVENT_LOOPS", key: "eventLoops", 0...1024, default: 0, "The number of event loops. 0 is one per core.")
  public let metricsHost = Setting<String?>.text(
    "METRICS_HOST", key: "metricsHost", form: "an address or a name",
    "The address of `/metrics`. It needs METRICS_PORT, and is 127.0.0.1 if only the port is set.")
  public let metricsPort = Setting<Int?>.integer(
    "METRICS_PORT", key: "metricsPort", 0...65535,
    "The port of `/metrics`; 0 takes a free one. If it is not set, `/metrics` is beside `/health` in development and not served otherwise.")
  public let revision = Setting<String?>.text(
    "TRELLIS_REVISION", "The revision that `trellis_build_info` shows. The container images set it.")

  public init() {}
}
