import Logging

/// Connects swift-log to JSON lines on standard output.
public enum LoggingBootstrap {
  /// Call once, at the start of the process. Buffered lines are written at exit.
  public static func start(level: Logger.Level) {
    let sink = LogSink.standardOutput
    LoggingSystem.bootstrap { label in JSONLogHandler(label: label, level: level, sink: sink) }
    sink.start()
    atexit { LogSink.standardOutput.flush() }
  }

  /// The level with a name such as `info`, in any case.
  public static func level(named name: String) -> Logger.Level? { Logger.Level(rawValue: name.lowercased()) }
}

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif
