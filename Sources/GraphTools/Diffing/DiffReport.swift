import GraphQLLanguage
import GraphQLSchema
import JSON

/// The result of `gateway diff`.
package struct DiffReport {
  private let changes: [SchemaChange]
  private let isStrict: Bool

  /// - Parameter isStrict: whether dangerous changes are refused, too.
  package init(from old: Schema, to new: Schema, isStrict: Bool = false) {
    changes = SchemaDiff(from: old, to: new).changes
    self.isStrict = isStrict
  }

  private func count(_ severity: SchemaChange.Severity) -> Int { changes.count { $0.kind.severity == severity } }

  /// Whether clients of the old schema can use the new one.
  package var isCompatible: Bool { count(.breaking) == 0 && (!isStrict || count(.dangerous) == 0) }

  /// One line per change, and the numbers of changes.
  package var text: String {
    let lines = changes.map { "\($0.kind.severity.rawValue): \($0.message) [\($0.kind.rawValue)]" }
    let counts = SchemaChange.Severity.allCases.map { "\(count($0)) \($0.rawValue)" }.joined(separator: ", ")
    guard !changes.isEmpty else { return "The schemas are the same." }
    return (lines + ["", "\(Count(changes.count, "change")): \(counts)."]).joined(separator: "\n")
  }

  /// The report as JSON. docs/guides/commands.md describes its members.
  package var json: String {
    var writer = JSONWriter(capacity: 4096)
    writer.beginObject()
    writer.name("ok")
    writer.bool(isCompatible)
    for severity in SchemaChange.Severity.allCases {
      writer.name(severity.rawValue)
      writer.number(count(severity))
    }
    writer.name("changes")
    writer.beginArray()
    for change in changes {
      writer.beginObject()
      writer.name("severity")
      writer.string(change.kind.severity.rawValue)
      writer.name("kind")
      writer.string(change.kind.rawValue)
      writer.name("coordinate")
      writer.string(change.coordinate)
      writer.name("message")
      writer.string(change.message)
      writer.endObject()
    }
    writer.endArray()
    writer.endObject()
    return String(decoding: writer.bytes, as: UTF8.self)
  }
}

/// Reads an API schema for `gateway diff`: a folder of schema files, which is composed, or a file with SDL.
package enum ComparedSchema {
  package static func read(_ path: String, environment: [String: String]) throws -> Schema {
    if SourceFile.isFolder(path) { return try composed(try SourceFile.schema(in: path), environment) }
    return try schema(of: try SourceFile(path: path), environment: environment)
  }

  /// The schema of a file. A file with `@service` is a schema file of a graph of its own.
  package static func schema(of file: SourceFile, environment: [String: String]) throws -> Schema {
    do {
      let document = try Parser.parse(file.text, limits: .schema)
      if document.definitions.contains(where: \.hasService) { return try composed([file], environment) }
      return try Schema(document: document)
    } catch let error as GraphQLError {
      throw CompositionFailure(diagnostics: [Diagnostic(error, in: file.name)], sources: SourceTexts([file]))
    } catch let error as SchemaError {
      throw CompositionFailure(diagnostics: error.errors.map { Diagnostic($0, in: file.name) }, sources: SourceTexts([file]))
    }
  }

  private static func composed(_ files: [SourceFile], _ environment: [String: String]) throws(CompositionFailure) -> Schema {
    try ComposedGraph(files: files, environment: environment, transport: NoTransport()).schema
  }
}

extension Definition {
  fileprivate var hasService: Bool {
    switch self {
    case .schema(let node), .schemaExtension(let node): node.directives.contains { $0.name.value == "service" }
    default: false
    }
  }
}
