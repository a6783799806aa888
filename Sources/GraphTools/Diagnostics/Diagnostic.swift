import GraphQLFederation
import GraphQLLanguage
import JSON

/// Something that the author of a file should know, where it is, and what would mend it.
package struct Diagnostic: Sendable, Equatable {
  package enum Severity: String, Sendable { case error, warning }

  /// A query that shows the trouble, and what it costs.
  package struct Example: Sendable, Equatable {
    let query: String
    /// The calls that it needs at worst.
    let calls: Int
    /// Whether it takes services that give keys in place of objects.
    var assumesKeys = false
  }

  var severity: Severity
  /// The rule's name: stable, for filters in CI.
  package let rule: String
  let message: String
  /// The place, or all places that do not fit together.
  let places: [Place]
  package var fix: String?
  var example: Example?

  package init(
    _ severity: Severity, rule: String, _ message: String, at places: [Place], fix: String? = nil, example: Example? = nil
  ) {
    self.severity = severity
    self.rule = rule
    self.message = message
    self.places = places
    self.fix = fix
    self.example = example
  }

  /// What composition refuses.
  init(_ error: CompositionError) {
    self.init(.error, rule: error.code.rawValue, error.message, at: error.places)
  }

  /// What a document's parsing, validation or planning refuses.
  package init(_ error: GraphQLError, in file: String) {
    let code = error.extensions["code"] ?? ""
    let rule = code == "GRAPHQL_PARSE_FAILED" ? "syntax" : code == "GRAPHQL_VALIDATION_FAILED" ? "validation" : "operation"
    let places = error.locations.map { Place(file: file, location: $0) }
    self.init(.error, rule: rule, error.message, at: places.isEmpty ? [Place(file: file, location: .unknown)] : places)
  }

  /// The diagnostic as a member of `--json`.
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
    for place in places {
      writer.beginObject()
      writer.name("file")
      writer.string(place.file)
      writer.name("line")
      writer.number(place.location.line)
      writer.name("column")
      writer.number(place.location.column)
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
