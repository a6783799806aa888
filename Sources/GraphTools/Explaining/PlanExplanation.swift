import GraphQL
import GraphQLFederation
import JSON

/// A plan in words and as JSON: waves, calls, URL templates, and the bound on calls.
package struct PlanExplanation {
  let report: OperationReport

  init(report: OperationReport) { self.report = report }

  /// Plans an operation of a document.
  package init(
    _ source: String, operationName: String?, variables: JSONObject?, graph: ComposedGraph, assumedListSize: Int,
    caller: PlannedCaller? = nil
  ) throws(RequestFailure) {
    report = try OperationReport(
      source, operationName: operationName, variables: variables, graph: graph, uses: RESTUse.all(in: graph.supergraph),
      assumedListSize: assumedListSize, caller: caller)
  }

  /// The plan as text.
  package var text: String {
    var lines = [report.title, capitalized(report.cost) + "."]
    if report.staticCost > 0 { lines.append("Static cost \(report.staticCost).") }
    var number = 0
    func add(_ heading: String, _ calls: [OperationReport.Call]) {
      lines += ["", heading]
      for call in calls {
        number += 1
        lines += ["  \(number). \(Self.head(call))", "     \(Self.purpose(call))", "     \(Self.cost(call))"]
      }
    }
    let planned = report.calls.filter { !$0.term.isForReferencesOnly }
    for wave in Set(planned.map(\.term.wave)).sorted() {
      let calls = planned.filter { $0.term.wave == wave }
      add("Wave \(wave)" + (calls.count > 1 ? ": \(calls.count) loaders in parallel" : ""), calls)
    }
    let rest = report.calls.filter(\.term.isForReferencesOnly)
    if !rest.isEmpty { add("If a service returns an entity reference instead of an object", rest) }
    if !report.refused.isEmpty {
      lines += ["", "Fields that the caller may not see"]
      for field in report.refused { lines.append("  \(field.path): \(field.coordinate) needs \(field.requirement)") }
    }
    if !report.avoidedCalls.isEmpty {
      lines += ["", "Calls that are not made therefore"]
      for call in report.avoidedCalls { lines += ["  \(Self.head(call))", "     \(Self.purpose(call))"] }
    }
    return lines.joined(separator: "\n")
  }

  private func capitalized(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() }

  private static func head(_ call: OperationReport.Call) -> String {
    guard let directive = call.use?.directive else { return call.term.loader.description }
    return "\(directive.service)  \(directive.method) \(directive.url.text)"
  }

  private static func purpose(_ call: OperationReport.Call) -> String {
    let paths = call.responsePaths
    let list = paths.count > 3 ? paths.prefix(3).joined(separator: ", ") + " and \(paths.count - 3) more" : paths.joined(separator: ", ")
    return call.isEntity ? "loads \(call.use.map { "the entity \($0.type)" } ?? "an entity") at \(list)" : "loads \(list)"
  }

  private static func cost(_ call: OperationReport.Call) -> String {
    guard let keys = call.keys else { return "1 call" }
    guard let batch = call.use?.directive.batch else { return "no batch: 1 call per key, at most \(Count(keys, "key"))" }
    let by = batch.by.map(\.description).joined(separator: ", ")
    return
      "batches of at most \(Count(batch.max, "key")), matched by \(by): \(Count(call.term.calls, "call")) for at most \(Count(keys, "key"))"
  }

  /// The plan as JSON.
  package var json: String {
    var writer = JSONWriter(capacity: 2048)
    writer.beginObject()
    report.writeMembers(to: &writer)
    writer.name("staticCost")
    writer.number(report.staticCost)
    writer.name("calls")
    writer.beginArray()
    for call in report.calls { write(call, &writer) }
    writer.endArray()
    if !report.refused.isEmpty {
      writer.name("refused")
      writer.beginArray()
      for field in report.refused {
        writer.beginObject()
        for (name, text) in [("path", field.path), ("coordinate", field.coordinate), ("needs", field.requirement.description)] {
          writer.name(name)
          writer.string(text)
        }
        writer.endObject()
      }
      writer.endArray()
      writer.name("avoidedCalls")
      writer.beginArray()
      for call in report.avoidedCalls { write(call, &writer) }
      writer.endArray()
    }
    writer.endObject()
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  private func write(_ call: OperationReport.Call, _ writer: inout JSONWriter) {
    writer.beginObject()
    writer.name("wave")
    writer.number(call.term.wave)
    if let use = call.use {
      writer.name("service")
      writer.string(use.directive.service)
      writer.name("method")
      writer.string(use.directive.method.rawValue)
      writer.name("url")
      writer.string(use.directive.url.text)
      writer.name("coordinate")
      writer.string(use.coordinate)
    }
    writer.name("places")
    writer.beginArray()
    for path in call.responsePaths { writer.string(path) }
    writer.endArray()
    writer.name("loads")
    writer.string(call.isEntity ? "entity" : "field")
    writer.name("onlyForReferences")
    writer.bool(call.term.isForReferencesOnly)
    if let keys = call.keys {
      writer.name("maximumKeys")
      writer.number(keys)
    }
    if let batch = call.use?.directive.batch {
      writer.name("batch")
      writer.beginObject()
      writer.name("by")
      writer.beginArray()
      for path in batch.by { writer.string(path.description) }
      writer.endArray()
      writer.name("as")
      writer.string(batch.encoding.rawValue)
      writer.name("max")
      writer.number(batch.max)
      writer.endObject()
    }
    writer.name("maximumCalls")
    writer.number(call.term.calls)
    writer.endObject()
  }
}
