import ArgumentParser
import Foundation

/// What every command needs: where the subgraphs are, and the environment.
struct SchemaOption: ParsableArguments {
  @Option(name: .customLong("schema"), help: "The folder with the .graphql files. [SCHEMA_DIR, schema]")
  var directory: String?

  /// Settings and files; what is wrong with them goes to standard error and ends the process with status 1.
  func load() throws -> (configuration: GatewayConfiguration, files: [SchemaDirectory.File]) {
    try orExit {
      var configuration = try GatewayConfiguration(environment: ProcessInfo.processInfo.environment)
      if let directory { configuration.schemaDirectory = directory }
      return (configuration, try SchemaDirectory.files(in: configuration.schemaDirectory))
    }
  }
}

/// Runs a part of a command; its error is told to the operator, and the process ends with status 1.
func orExit<Result>(_ body: () throws -> Result) throws -> Result {
  do {
    return try body()
  } catch {
    StandardStream.error.line("\(error)")
    throw ExitCode(1)
  }
}
