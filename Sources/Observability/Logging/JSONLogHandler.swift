import JSON
import Logging
import SharedKernel

/// Writes each log event as one JSON object on one line: `time`, `level`, `logger`, `message`, `requestId` and `traceId` within a request,
/// and then each metadata value as a member.
public struct JSONLogHandler: LogHandler {
  public var logLevel: Logger.Level
  /// Members of all lines.
  public var metadata: Logger.Metadata = [:]
  /// Provides further members for each line.
  public var metadataProvider: Logger.MetadataProvider?
  private let label: String
  private let sink: LogSink

  public init(label: String, level: Logger.Level, sink: LogSink) {
    self.label = label
    self.sink = sink
    logLevel = level
  }

  public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  public func log(event: LogEvent) {
    sink.append(JSONLogHandler.line(label: label, event: event, metadata: members(of: event), trace: RequestTrace.current, time: .now))
    if event.level == .critical { sink.flush() }
  }

  private func members(of event: LogEvent) -> Logger.Metadata {
    var members = metadata
    if let provided = metadataProvider?.get() { members.merge(provided) { $1 } }
    if let own = event.metadata { members = members.isEmpty ? own : members.merging(own) { $1 } }
    return members
  }

  /// The text of a line. Metadata never replaces the standard members.
  static func line(label: String, event: LogEvent, metadata: Logger.Metadata, trace: RequestTrace?, time: Timestamp) -> [UInt8] {
    var writer = JSONWriter(capacity: 384)
    writer.beginObject()
    writer.member("time", time)
    writer.member("level", event.level.rawValue)
    writer.member("logger", label)
    writer.member("message", event.message.description)
    if let trace {
      writer.member("requestId", trace.requestID)
      writer.member("traceId", trace.trace.traceID)
    }
    for (name, value) in metadata.sorted(by: { $0.key < $1.key }) {
      switch name {
      case "time", "level", "logger", "message": continue
      case "requestId", "traceId": if trace != nil { continue }
      default: break
      }
      writer.name(name)
      write(value, to: &writer)
    }
    if let error = event.error, metadata["error"] == nil {
      writer.member("error", String(describing: error))
    }
    writer.endObject()
    return writer.bytes + [UInt8(ascii: "\n")]
  }

  private static func write(_ value: Logger.Metadata.Value, to writer: inout JSONWriter) {
    switch value {
    case .string(let text): writer.string(text)
    case .stringConvertible(let number as Int): writer.number(number)
    case .stringConvertible(let number as Int64): writer.number(number)
    case .stringConvertible(let number as Double) where number.isFinite: writer.raw("\(number)".utf8)
    case .stringConvertible(let flag as Bool): writer.bool(flag)
    case .stringConvertible(let other): writer.string(other.description)
    case .array(let values):
      writer.beginArray()
      for value in values { write(value, to: &writer) }
      writer.endArray()
    case .dictionary(let members):
      writer.beginObject()
      for (name, value) in members.sorted(by: { $0.key < $1.key }) {
        writer.name(name)
        write(value, to: &writer)
      }
      writer.endObject()
    }
  }
}
