import GraphQLLanguage
import JSON

/// The answer to a case: one line of output.
struct ConformanceAnswer {
  /// The last stage that a case reached.
  enum Stage: String {
    /// The line is not a case.
    case input
    /// The schema is invalid.
    case schema
    /// The document has a syntax error.
    case parse
    /// The document violates a validation rule.
    case validate
    /// The operation was executed, or its name or variables are invalid.
    case execute
  }

  let stage: Stage
  var errors: [GraphQLError]
  /// The printed document; nil before it is parsed.
  var printed: String?
  /// The JSON text of `data`; nil when nothing was executed.
  var data: [UInt8]?

  /// The answer as a line, without the line feed.
  func line(id: [UInt8]) -> [UInt8] {
    var writer = JSONWriter(capacity: 512 + (data?.count ?? 0))
    writer.beginObject()
    writer.name("id")
    writer.raw(id)
    writer.name("stage")
    writer.string(stage.rawValue)
    if let printed {
      writer.name("printed")
      writer.string(printed)
    }
    if let data {
      writer.name("data")
      writer.raw(data)
    }
    writer.name("errors")
    writer.beginArray()
    for error in errors { Self.write(error, to: &writer) }
    writer.endArray()
    writer.endObject()
    return writer.bytes
  }

  private static func write(_ error: GraphQLError, to writer: inout JSONWriter) {
    writer.beginObject()
    writer.name("message")
    writer.string(error.message)
    writer.name("locations")
    writer.beginArray()
    for location in error.locations {
      writer.beginObject()
      writer.name("line")
      writer.number(location.line)
      writer.name("column")
      writer.number(location.column)
      writer.endObject()
    }
    writer.endArray()
    writer.name("path")
    if error.path.isEmpty {
      writer.null()
    } else {
      writer.beginArray()
      for segment in error.path {
        switch segment {
        case .field(let key): writer.string(key)
        case .index(let index): writer.number(index)
        }
      }
      writer.endArray()
    }
    writer.endObject()
  }
}
