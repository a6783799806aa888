import GraphQLFederation
import GraphQLLanguage
import JSON

/// A problem in a file, with its position, and with a fix if there is one.
package struct Diagnostic: Sendable, Equatable {
  package enum Severity: String, Sendable {
    case error, warning
    /// A warning that the schema file accepts at its place by `allow:`.
    case accepted
  }

  /// A query that shows the problem.
  package struct Example: Sendable, Equatable {
    let query: String
    /// The most upstream calls that it can need.
    let calls: Int
    /// Whether it only needs them if services return entity references instead of objects.
    var assumesKeys = false
  }

  var severity: Severity
  /// The rule's name. It is stable, so that CI can filter by it.
  package let rule: String
  let message: String
  /// The location, or all locations that contradict each other. In JSON the member is `places`.
  let locations: [SourcePosition]
  package var fix: String?
  var example: Example?

  package init(
    _ severity: Severity, rule: String, _ message: String, at locations: [SourcePosition], fix: String? = nil, example: Example? = nil
  ) {
    self.severity = severity
    self.rule = rule
    self.message = message
    self.locations = locations
    self.fix = fix
    self.example = example
  }

  init(_ error: CompositionError) {
    self.init(.error, rule: error.code.rawValue, error.message, at: error.positions)
  }

  /// An error of parsing, validation or planning of a document.
  package init(_ error: GraphQLError, in file: String) {
    let code = error.extensions["code"] ?? ""
    let rule = code == "GRAPHQL_PARSE_FAILED" ? "syntax" : code == "GRAPHQL_VALIDATION_FAILED" ? "validation" : "operation"
    let locations = error.locations.map { SourcePosition(file: file, location: $0) }
    self.init(.error, rule: rule, error.message, at: locations.isEmpty ? [SourcePosition(file: file, location: .unknown)] : locations)
  }

  /// Writes the diagnostic as JSON, for `--json`.
  func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.name("severity")
    writer.string(severity.rawValue)
    writer.name("rule")
    writer.string(rule)
    writer.name("message")
    writer.string(message)
    writer.name("places")
    writer.beginArray()
    for position in locations {
      writer.beginObject()
      writer.name("file")
      writer.string(position.file)
      writer.name("line")
      writer.number(position.location.line)
      writer.name("column")
      writer.number(position.location.column)
      writer.endObject()
    }
    writer.endArray()
    if let fix {
      writer.name("fix")
      writer.string(fix)
    }
    if let example {
      writer.name("example")
      writer.string(example.query)
      writer.name("exampleCalls")
      writer.number(example.calls)
      writer.name("exampleAssumesKeys")
      writer.bool(example.assumesKeys)
    }
    writer.endObject()
  }
}
