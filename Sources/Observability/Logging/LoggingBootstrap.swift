import Logging

/// Sends all of swift-log to JSON lines on standard output.
public enum LoggingBootstrap {
  /// Call once, at the start of the process; lines still in memory are written when it exits.
  public static func start(level: Logger.Level) {
    let sink = LogSink.standardOutput
    LoggingSystem.bootstrap { label in JSONLogHandler(label: label, level: level, sink: sink) }
    sink.start()
    atexit { LogSink.standardOutput.flush() }
  }

  /// The level of a name such as `info`; nil for an unknown one.
  public static func level(named name: String) -> Logger.Level? { Logger.Level(rawValue: name.lowercased()) }
}

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif
