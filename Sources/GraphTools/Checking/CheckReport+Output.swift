import JSON

extension CheckReport {
  /// The report as text. Accepted warnings are only counted.
  package var text: String {
    var blocks = diagnostics.filter { $0.severity != .accepted }.map { $0.text(sources) }
    for file in files where !file.operations.isEmpty {
      let width = file.operations.map(\.title.count).max() ?? 0
      let lines = file.operations.map { operation in
        "  \(operation.title)\(String(repeating: " ", count: width - operation.title.count))  \(operation.cost)"
      }
      blocks.append(([file.name] + lines).joined(separator: "\n"))
    }
    let accepted = acceptedCount > 0 ? ", \(Count(acceptedCount, "accepted warning"))" : ""
    let counts = "\(Count(errorCount, "error")), \(Count(warningCount, "warning"))\(accepted)"
    blocks.append(summary.map { "\($0): \(counts)." } ?? "The schema files do not make a graph: \(counts).")
    return blocks.joined(separator: "\n\n")
  }

  /// The report as JSON. docs/guides/commands.md describes its members.
  package var json: String {
    var writer = JSONWriter(capacity: 4096)
    writer.beginObject()
    writer.name("ok")
    writer.bool(errorCount == 0)
    writer.name("errors")
    writer.number(errorCount)
    writer.name("warnings")
    writer.number(warningCount)
    writer.name("accepted")
    writer.number(acceptedCount)
    writer.name("diagnostics")
    writer.beginArray()
    for diagnostic in diagnostics { diagnostic.write(to: &writer) }
    writer.endArray()
    writer.name("operations")
    writer.beginArray()
    for file in files {
      for operation in file.operations {
        writer.beginObject()
        writer.name("file")
        writer.string(file.name)
        operation.writeMembers(to: &writer)
        writer.endObject()
      }
    }
    writer.endArray()
    writer.endObject()
    return String(decoding: writer.bytes, as: UTF8.self)
  }
}

extension OperationReport {
  /// The operation's type and name: `query Name`.
  var title: String { "\(operation.rawValue)\(name.map { " \($0)" } ?? "")" }

  /// The bound on upstream calls as text.
  var cost: String {
    guard !calls.isEmpty else { return "no upstream calls" }
    return "at most \(Count(maximumCalls, "upstream call")) in \(Count(waves, "wave"))\(references)\(assumption)"
  }

  /// The bound if services return entity references. Empty if it is the same.
  private var references: String {
    absoluteMaximum > maximumCalls ? " (\(absoluteMaximum) if services return entity references instead of objects)" : ""
  }

  /// The lists whose size is assumed. Empty if the document bounds all lists.
  var assumption: String {
    guard let first = assumedLists.first else { return "" }
    let more = assumedLists.count > 1 ? " and \(assumedLists.count - 1) more" : ""
    return ", if \(first)\(more) has at most \(Count(assumedListSize, "item"))"
  }

  /// Writes the members that `check --json` and `plan --json` have in common. The name of an anonymous operation is null.
  func writeMembers(to writer: inout JSONWriter) {
    writer.name("operation")
    writer.string(operation.rawValue)
    writer.name("name")
    if let name { writer.string(name) } else { writer.null() }
    writer.name("waves")
    writer.number(waves)
    writer.name("maximumCalls")
    writer.number(maximumCalls)
    writer.name("absoluteMaximum")
    writer.number(absoluteMaximum)
    writer.name("assumedLists")
    writer.beginArray()
    for list in assumedLists { writer.string(list) }
    writer.endArray()
  }
}
