import ArgumentParser
import JSON

/// `gateway plan`: explains how one operation would be run.
struct PlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan", abstract: "Explains one operation: its waves, its calls with their URL templates, and how many there can be.",
    discussion: "A list holds at most what its limit says, in the operation or by --variables; other lists are taken for --list-size.")

  @OptionGroup var schema: SchemaOption

  @Option(help: "Which operation, when the file holds several.")
  var operation: String?

  @Option(help: "The variables' values, as a JSON object.")
  var variables: String?

  @Option(help: "How many items a list without a limit is taken to hold.")
  var listSize = 100

  @Flag(help: "Print JSON.")
  var json = false

  @ArgumentParser.Argument(help: "The file with the operation; - for standard input.")
  var file: String

  func validate() throws {
    if listSize < 0 { throw ValidationError("--list-size must not be negative.") }
    _ = try given()
  }

  private func given() throws -> JSONObject? {
    guard let variables else { return nil }
    guard case .object(let object)? = try? JSONValue(parsing: variables) else {
      throw ValidationError("--variables must be a JSON object.")
    }
    return object
  }

  func run() throws {
    let given = try given()
    let (configuration, files) = try schema.load()
    let input = try orExit { try CommandInput.text(of: file) }
    let graph = try orExit {
      try ComposedGraph(files: files, environment: configuration.environment, transport: NoTransport())
    }
    do throws(OperationRefused) {
      let report = try OperationReport(
        input.text, operationName: operation, variables: given, graph: graph, uses: RESTUse.all(in: graph.supergraph),
        assumedListSize: listSize)
      let explanation = PlanExplanation(report: report)
      StandardStream.output.line(json ? explanation.json : explanation.text)
    } catch {
      let sources = SourceTexts([input])
      for problem in error.errors { StandardStream.error.line(Diagnostic(problem, in: input.name).text(sources)) }
      throw CommandStatus.failure
    }
  }
}
