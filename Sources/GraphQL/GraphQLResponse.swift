import GraphQLLanguage
import JSON

/// A GraphQL response, ready to be sent.
public struct GraphQLResponse: Sendable {
  /// How far the request came.
  public enum Kind: Sendable {
    /// It was not run: there is no `data` entry.
    case requestError
    /// It was run, perhaps with field errors.
    case executed
  }

  /// The JSON text of the response.
  public let body: [UInt8]
  /// How far the request came.
  public let kind: Kind
  /// All errors of the response, in its order.
  public let errors: [GraphQLError]
  /// The kind of operation; nil when it is not known.
  public let operation: OperationType?

  /// Whether the response may be cached at all: a query that was run without any error.
  public var isCacheable: Bool { kind == .executed && errors.isEmpty && operation == .query }

  /// The JSON text of the response with a further entry `extensions`. Section 7.1.3.
  ///
  /// - Parameter write: writes the entry's value, an object.
  public func body(withExtensions write: (inout JSONWriter) -> Void) -> [UInt8] {
    var writer = JSONWriter(capacity: body.count + 1024)
    writer.raw(body.dropLast())
    var extensions = JSONWriter(capacity: 1024)
    write(&extensions)
    writer.bytes += Array(#","extensions":"#.utf8)
    writer.bytes += extensions.bytes
    writer.bytes.append(UInt8(ascii: "}"))
    return writer.bytes
  }

  /// A response that says only what is wrong with the request.
  public init(requestErrors: [GraphQLError], operation: OperationType? = nil) {
    var writer = JSONWriter()
    writer.beginObject()
    writer.name("errors")
    writer.write(requestErrors)
    writer.endObject()
    body = writer.bytes
    kind = .requestError
    errors = requestErrors
    self.operation = operation
  }

  /// A response with data. Section 7.1: errors come first when there are any.
  init(data: [UInt8], errors: [GraphQLError], operation: OperationType) {
    var writer = JSONWriter(capacity: data.count + 16 + errors.count * 256)
    writer.beginObject()
    if !errors.isEmpty {
      writer.name("errors")
      writer.write(errors)
    }
    writer.name("data")
    writer.raw(data)
    writer.endObject()
    body = writer.bytes
    kind = .executed
    self.errors = errors
    self.operation = operation
  }
}

extension JSONWriter {
  /// Section 7.1.2: the errors of a response.
  fileprivate mutating func write(_ errors: [GraphQLError]) {
    beginArray()
    for error in errors { write(error) }
    endArray()
  }

  private mutating func write(_ error: GraphQLError) {
    beginObject()
    name("message")
    string(error.message)
    if !error.locations.isEmpty {
      name("locations")
      beginArray()
      for location in error.locations {
        beginObject()
        name("line")
        number(location.line)
        name("column")
        number(location.column)
        endObject()
      }
      endArray()
    }
    if !error.path.isEmpty {
      name("path")
      beginArray()
      for segment in error.path {
        switch segment {
        case .field(let key): string(key)
        case .index(let index): number(index)
        }
      }
      endArray()
    }
    if !error.extensions.isEmpty {
      name("extensions")
      beginObject()
      for (key, value) in error.extensions.sorted(by: { $0.key < $1.key }) {
        name(key)
        string(value)
      }
      endObject()
    }
    endObject()
  }
}
