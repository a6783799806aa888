import ArgumentParser
import GraphTools

/// `gateway check`: checks schema files and operations, for CI.
struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Composes and lints the schema files, and bounds the upstream calls of operations.",
    discussion: """
      Each problem is printed with its location, its rule and a fix. Exit status: 0 if there are no errors, 1 if there are errors, \
      2 if the command line is invalid. Warnings do not count as errors without --strict.
      """)

  @OptionGroup var schema: SchemaOption

  @Flag(help: "Print JSON.")
  var json = false

  @Flag(help: "Treat warnings as errors.")
  var strict = false

  @Option(help: "Report an operation that can need more upstream calls as an error.")
  var maxUpstreamCalls: Int?

  @Option(help: "The number of items that a list without a limit is assumed to have.")
  var listSize = 100

  @ArgumentParser.Argument(help: "Files with operations. - is standard input.")
  var operations: [String] = []

  func validate() throws {
    if listSize < 0 { throw ValidationError("--list-size must not be negative.") }
    if let maxUpstreamCalls, maxUpstreamCalls < 0 { throw ValidationError("--max-upstream-calls must not be negative.") }
  }

  var options: CheckReport.Options { .init(isStrict: strict, maximumCalls: maxUpstreamCalls, assumedListSize: listSize) }

  func run() throws {
    let (configuration, files) = try orExit(asJSON: json) { try schema.read() }
    let inputs = try orExit(asJSON: json) { try operations.map { try CommandInput.text(of: $0) } }
    var options = options
    options.limits = configuration.engine.limits
    options.verifiesTokens = configuration.authentication.verifiesTokens
    let report = CheckReport(
      schema: files, operations: inputs, environment: configuration.environment, options: options)
    StandardStream.output.line(json ? report.json : report.text)
    guard report.errorCount == 0 else { throw CommandStatus.failure }
  }
}
