import GraphQLExecution
import GraphQLLanguage
import HTTPCore
import JSON

/// A GraphQL response, ready to be sent, with what a transport has to know about it.
public struct GraphQLResponse: Sendable {
  /// Whether the operation was executed.
  public enum Kind: Sendable {
    /// The operation was not executed. The response has no `data` entry.
    case requestError
    /// The operation was executed, possibly with field errors.
    case executed
  }

  /// How long a response may be kept, and for whom.
  public struct CachePolicy: Sendable, Equatable {
    public var maxAge: Duration
    /// Whether a kept response may be sent to other callers.
    public var isShared: Bool

    public init(maxAge: Duration, isShared: Bool) {
      self.maxAge = maxAge
      self.isShared = isShared
    }
  }

  /// The response's JSON text.
  public private(set) var body: [UInt8]
  public let kind: Kind
  /// All errors in the order of the response.
  public let errors: [GraphQLError]
  /// The operation's type. Nil if it is not known.
  public let operation: OperationType?
  /// The errors that are values of upstreams which do not match the schema, by service.
  public private(set) var mismatches = TypeMismatches()
  /// The errors of the measured limits that the response exceeds. They are not in the body.
  public internal(set) var exceeded: [GraphQLError] = []
  /// Headers of upstream responses that the client receives.
  public var headers = HTTPFields()
  /// How long the response may be kept if `isCacheable`. Nil if it may not be kept.
  public var cachePolicy: CachePolicy?

  /// Whether the response may be kept at all: it is a query's, has no errors, and brings no headers for its own caller.
  public var isCacheable: Bool { kind == .executed && errors.isEmpty && operation == .query && headers.isEmpty }

  /// Adds an entry `extensions`. Section 7.1.3.
  ///
  /// - Parameter write: writes the entry's value, an object.
  public mutating func addExtensions(_ write: (inout JSONWriter) -> Void) {
    var extensions = JSONWriter(capacity: 1024)
    write(&extensions)
    body.removeLast()
    body += Array(#","extensions":"#.utf8)
    body += extensions.bytes
    body.append(UInt8(ascii: "}"))
  }

  /// A response with request errors and no data.
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

  public init(_ failure: RequestFailure) {
    self.init(requestErrors: failure.errors, operation: failure.operation)
  }

  /// A response with data. Section 7.1: errors come first if there are any.
  init(data: [UInt8], errors: [GraphQLError], mismatches: TypeMismatches = TypeMismatches(), operation: OperationType) {
    self.mismatches = mismatches
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
    if !error.extensions.isEmpty || !error.jsonExtensions.isEmpty {
      name("extensions")
      beginObject()
      let values = error.extensions.mapValues { JSONValue.string($0).text }.merging(error.jsonExtensions) { text, _ in text }
      for (key, value) in values.sorted(by: { $0.key < $1.key }) {
        name(key)
        raw(value.utf8)
      }
      endObject()
    }
    endObject()
  }
}
