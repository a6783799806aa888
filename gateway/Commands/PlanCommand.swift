import ArgumentParser
import GraphQL
import GraphQLLanguage
import GraphTools
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
    let (configuration, files) = try orExit(asJSON: json) { try schema.read() }
    let input = try orExit(asJSON: json) { try CommandInput.text(of: file) }
    let graph = try orExit(asJSON: json) {
      try ComposedGraph(files: files, environment: configuration.environment, transport: NoTransport())
    }
    do throws(RequestFailure) {
      let explanation = try PlanExplanation(
        input.text, operationName: operation, variables: given, graph: graph, assumedListSize: listSize)
      StandardStream.output.line(json ? explanation.json : explanation.text)
    } catch {
      let problems = error.errors.map { explained(Diagnostic($0, in: input.name), input) }
      if json {
        StandardStream.output.line(CheckReport(refused: problems).json)
      } else {
        let sources = SourceTexts([input])
        for problem in problems { StandardStream.error.line(problem.text(sources)) }
      }
      throw CommandStatus.failure
    }
  }

  /// Where it is not clear which operation is meant, the problem with their names.
  private func explained(_ problem: Diagnostic, _ input: SourceFile) -> Diagnostic {
    let names = (try? Parser.parse(input.text))?.operations.compactMap { $0.name?.value } ?? []
    guard problem.rule == "operation", !names.isEmpty, operation.map({ !names.contains($0) }) ?? (names.count > 1) else { return problem }
    var problem = problem
    problem.fix = "choose one: --operation \(names.joined(separator: ", --operation "))."
    return problem
  }
}
