import ArgumentParser
import GraphQL
import GraphQLLanguage
import GraphTools
import JSON

/// `gateway plan`: explains how an operation is executed.
struct PlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "Explains an operation: its waves, its upstream calls with their URL templates, and how many there can be.",
    discussion:
      "A list has as many items as its limit says, in the operation or in --variables. Other lists are assumed to have --list-size items.")

  @OptionGroup var schema: SchemaOption

  @Option(help: "The operation's name, if the file has several.")
  var operation: String?

  @Option(help: "The variables' values, a JSON object.")
  var variables: String?

  @Option(help: "The number of items that a list without a limit is assumed to have.")
  var listSize = 100

  @Option(
    name: .customLong("as"),
    help: "A JSON file with a caller's claims: shows the plan for that caller, and the fields that the caller may not see.")
  var claims: String?

  @Flag(help: "Show the plan for a caller without a token.")
  var anonymous = false

  @Option(help: "A policy that is granted to the caller. May be repeated.")
  var policy: [String] = []

  @Flag(help: "Print JSON.")
  var json = false

  @ArgumentParser.Argument(help: "The file with the operation. - is standard input.")
  var file: String

  func validate() throws {
    if listSize < 0 { throw ValidationError("--list-size must not be negative.") }
    if anonymous, claims != nil { throw ValidationError("--as and --anonymous cannot be given together.") }
    if !policy.isEmpty, !anonymous, claims == nil { throw ValidationError("--policy needs --as or --anonymous.") }
    _ = try given()
  }

  private func given() throws -> JSONObject? {
    guard let variables else { return nil }
    guard case .object(let object)? = try? JSONValue(parsing: variables) else {
      throw ValidationError("--variables must be a JSON object.")
    }
    return object
  }

  /// The caller of `--as` or `--anonymous`. Nil without both: a caller who may see every field.
  private func plannedCaller(_ configuration: GatewayConfiguration) throws -> PlannedCaller? {
    guard let path = claims else { return anonymous ? PlannedCaller(claims: nil, policies: Set(policy)) : nil }
    let file = try CommandInput.text(of: path)
    guard let root = try? JSONDocument(parsing: file.text).root, root.kind == .object else {
      throw InvalidClaims(description: "\(file.name): the claims must be a JSON object, such as {\"sub\": \"1\", \"scope\": \"admin\"}.")
    }
    let claims = CallerClaims(root, scopeClaims: configuration.authentication.scopeClaims)
    var policies = Set(policy)
    if case .claim(let path)? = configuration.policies { policies.formUnion(claims.words(at: path)) }
    return PlannedCaller(claims: claims, policies: policies)
  }

  private struct InvalidClaims: Error, CustomStringConvertible { let description: String }

  func run() throws {
    let given = try given()
    let (configuration, files) = try orExit(asJSON: json) { try schema.read() }
    let input = try orExit(asJSON: json) { try CommandInput.text(of: file) }
    let caller = try orExit(asJSON: json) { [configuration] in try plannedCaller(configuration) }
    let graph = try orExit(asJSON: json) {
      try ComposedGraph(files: files, environment: configuration.environment, transport: NoTransport(), engine: configuration.commandEngine)
    }
    do throws(RequestFailure) {
      let explanation = try PlanExplanation(
        input.text, operationName: operation, variables: given, graph: graph, assumedListSize: listSize, caller: caller)
      StandardStream.output.line(json ? explanation.json : explanation.text)
    } catch {
      let problems = error.errors.map { explained(Diagnostic($0, in: input.name), input) }
      if json {
        StandardStream.output.line(CheckReport(failure: problems).json)
      } else {
        let sources = SourceTexts([input])
        for problem in problems { StandardStream.error.line(problem.text(sources)) }
      }
      throw CommandStatus.failure
    }
  }

  /// Adds the operations' names as a fix if it is not clear which operation is meant.
  private func explained(_ problem: Diagnostic, _ input: SourceFile) -> Diagnostic {
    let names = (try? Parser.parse(input.text))?.operations.compactMap { $0.name?.value } ?? []
    guard problem.rule == "operation", !names.isEmpty, operation.map({ !names.contains($0) }) ?? (names.count > 1) else { return problem }
    var problem = problem
    problem.fix = "choose one: --operation \(names.joined(separator: ", --operation "))."
    return problem
  }
}
