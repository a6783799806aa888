import ArgumentParser
import Foundation
import GraphQLSchema
import GraphTools

/// `gateway diff`: compares two API schemas, for CI.
struct DiffCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff", abstract: "Compares two API schemas: breaking, dangerous and safe changes.",
    discussion: """
      OLD and NEW are folders with schema files, or files with SDL as gateway schema prints it. - is standard input. \
      Exit status: 0 if there is no breaking change, 1 if there is one or a schema is invalid, 2 if the command line is invalid.
      """)

  @Option(help: "A YAML or JSON file with settings. The environment overrides it.")
  var config: String?

  @Flag(help: "Print JSON.")
  var json = false

  @Flag(help: "Exit with status 1 if there is a dangerous change, too.")
  var strict = false

  @ArgumentParser.Argument(help: "The schema that clients use today.")
  var old: String

  @ArgumentParser.Argument(help: "The schema that replaces it.")
  var new: String

  func validate() throws {
    if old == "-", new == "-" { throw ValidationError("Only one of the schemas can be standard input.") }
  }

  func run() throws {
    let report = try orExit(asJSON: json) {
      let configuration = try GatewayConfiguration(
        environment: ProcessInfo.processInfo.environment, file: try config.map { try ConfigurationFile.read($0) })
      return try DiffReport(
        from: schema(old, configuration.environment), to: schema(new, configuration.environment), isStrict: strict)
    }
    StandardStream.output.line(json ? report.json : report.text)
    guard report.isCompatible else { throw CommandStatus.failure }
  }

  private func schema(_ path: String, _ environment: [String: String]) throws -> Schema {
    guard path == "-" else { return try ComparedSchema.read(path, environment: environment) }
    return try ComparedSchema.schema(of: CommandInput.text(of: path), environment: environment)
  }
}
