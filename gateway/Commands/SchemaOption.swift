import ArgumentParser
import Foundation
import GraphTools

/// What every command needs: where the subgraphs are, and the environment.
struct SchemaOption: ParsableArguments {
  @Option(name: .customLong("schema"), help: "The folder with the .graphql files. [SCHEMA_DIR, schema]")
  var directory: String?

  @Option(help: "A YAML or JSON file with settings; the environment wins over it.")
  var config: String?

  /// Settings and files; what is wrong with them goes to standard error and ends the process with status 1.
  func load() throws -> (configuration: GatewayConfiguration, files: [SourceFile]) { try orExit { try read() } }

  /// Settings and files.
  func read() throws -> (configuration: GatewayConfiguration, files: [SourceFile]) {
    let environment = ProcessInfo.processInfo.environment
    var configuration = try GatewayConfiguration(environment: environment, file: try config.map { try ConfigurationFile.read($0) })
    if let directory { configuration.schemaDirectory = directory }
    return (configuration, try SourceFile.schema(in: configuration.schemaDirectory))
  }
}

/// Reads what a command names on its line.
enum CommandInput {
  /// The text of a file, or of standard input for `-`.
  static func text(of path: String) throws(FileError) -> SourceFile {
    guard path == "-" else { return try SourceFile(path: path) }
    guard let text = String(data: FileHandle.standardInput.readDataToEndOfFile(), encoding: .utf8) else {
      throw FileError(description: "standard input: the text is not UTF-8.")
    }
    return SourceFile(name: "standard input", text: text)
  }
}

extension CommandInput {
  /// Writes a command's result.
  static func write(_ text: String, to path: String) throws(FileError) {
    guard FileManager.default.createFile(atPath: path, contents: Data(text.utf8)) else {
      throw FileError(description: "\(path): cannot write the file.")
    }
  }
}
