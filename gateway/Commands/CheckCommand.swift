import ArgumentParser
import GraphTools

/// `gateway check`: what CI runs before a schema file or an operation goes out.
struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Composes and lints the schema files, and bounds the upstream calls of operations.",
    discussion: """
      Each problem is said with its place, its rule and its cure. Exit status: 0 when nothing is wrong, 1 when there are errors, \
      2 when the command line is wrong. Warnings do not fail; with --strict they do.
      """)

  @OptionGroup var schema: SchemaOption

  @Flag(help: "Print JSON.")
  var json = false

  @Flag(help: "Take warnings for errors.")
  var strict = false

  @Option(help: "An operation that can need more upstream calls is an error.")
  var maxUpstreamCalls: Int?

  @Option(help: "How many items a list without a limit is taken to hold.")
  var listSize = 100

  @ArgumentParser.Argument(help: "Files with operations; - for standard input.")
  var operations: [String] = []

  func validate() throws {
    if listSize < 0 { throw ValidationError("--list-size must not be negative.") }
    if let maxUpstreamCalls, maxUpstreamCalls < 0 { throw ValidationError("--max-upstream-calls must not be negative.") }
  }

  /// What the options ask for.
  var options: CheckReport.Options { .init(isStrict: strict, maximumCalls: maxUpstreamCalls, assumedListSize: listSize) }

  func run() throws {
    let (configuration, files) = try orExit(asJSON: json) { try schema.read() }
    let inputs = try orExit(asJSON: json) { try operations.map { try CommandInput.text(of: $0) } }
    let report = CheckReport(
      schema: files, operations: inputs, environment: configuration.environment, options: options)
    StandardStream.output.line(json ? report.json : report.text)
    guard report.errorCount == 0 else { throw CommandStatus.failure }
  }
}
