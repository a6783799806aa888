import GraphQL
import GraphQLLanguage
import JSON
import Upstreams

/// The result of `gateway check`.
package struct CheckReport {
  struct File {
    let name: String
    var operations: [OperationReport]
  }

  var diagnostics: [Diagnostic]
  var files: [File] = []
  var sources: SourceTexts
  /// The numbers of subgraphs and services. Nil if the files do not compose.
  var summary: String?

  package var errorCount: Int { diagnostics.count { $0.severity == .error } }
  var warningCount: Int { diagnostics.count { $0.severity == .warning } }
  var acceptedCount: Int { diagnostics.count { $0.severity == .accepted } }

  package struct Options {
    var isStrict: Bool
    var maximumCalls: Int?
    var assumedListSize: Int
    package var limits = OperationLimits()
    /// Whether the gateway verifies tokens, so that `{$claims…}` has a value.
    package var verifiesTokens = false

    package init(isStrict: Bool = false, maximumCalls: Int? = nil, assumedListSize: Int = 100) {
      self.isStrict = isStrict
      self.maximumCalls = maximumCalls
      self.assumedListSize = assumedListSize
    }
  }

  /// A report of problems that prevent the check.
  package init(failure diagnostics: [Diagnostic]) {
    self.diagnostics = diagnostics
    sources = SourceTexts()
  }

  /// Composes and lints the schema files, and plans all operations.
  package init(schema files: [SourceFile], operations: [SourceFile], environment: [String: String], options: Options) {
    sources = SourceTexts(files)
    for file in operations { sources.add(file.text, named: file.name) }
    do throws(CompositionFailure) {
      var engine = EngineConfiguration()
      engine.limits = options.limits
      // A file can hold all operations of a client.
      engine.limits.maximumTokens = .max
      engine.showsInputValues = true
      var upstream = UpstreamOptions()
      upstream.verifiesTokens = options.verifiesTokens
      let graph = try ComposedGraph(
        files: files, environment: environment, transport: NoTransport(), options: upstream, engine: engine)
      let lint = GraphLint(graph: graph)
      diagnostics = lint.warnings()
      let services = graph.serviceNames
      summary =
        "\(Count(files.count, "subgraph")), \(Count(services.count, "service")) (\(services.joined(separator: ", ")))"
      for file in operations { add(file, graph, lint.uses, options) }
    } catch {
      diagnostics = error.diagnostics
    }
    if options.isStrict {
      for index in diagnostics.indices where diagnostics[index].severity == .warning { diagnostics[index].severity = .error }
    }
  }

  private mutating func add(_ file: SourceFile, _ graph: ComposedGraph, _ uses: [RESTUse], _ options: Options) {
    let document: Document
    do { document = try Parser.parse(file.text, limits: .schema) } catch {
      diagnostics.append(Diagnostic(.error, rule: "syntax", error.message, at: Diagnostic(error, in: file.name).locations))
      return
    }
    var reports: [OperationReport] = []
    for operation in document.operations {
      do throws(RequestFailure) {
        let report = try OperationReport(
          file.text, operationName: operation.name?.value, variables: nil, graph: graph, uses: uses,
          assumedListSize: options.assumedListSize)
        reports.append(report)
        guard let most = options.maximumCalls, report.absoluteMaximum > most else { continue }
        diagnostics.append(
          Diagnostic(
            .error, rule: "upstream-calls",
            "This operation can need \(report.absoluteMaximum) upstream calls; at most \(most) are allowed.",
            at: [.init(file: file.name, location: operation.location)],
            fix: "request shorter lists, or add a batch to each loader that a warning names."))
      } catch {
        for problem in error.errors.map({ Diagnostic($0, in: file.name) }) where !diagnostics.contains(problem) {
          diagnostics.append(problem)
        }
      }
    }
    files.append(File(name: file.name, operations: reports))
  }
}

/// A number with its noun: `1 call`, `2 calls`.
struct Count: CustomStringConvertible {
  let description: String

  init(_ number: Int, _ noun: String) { description = "\(number) \(noun)\(number == 1 ? "" : "s")" }
}
