import ArgumentParser
import Foundation
import GraphTools

/// The options of every command: where the schema files are, and the settings.
struct SchemaOption: ParsableArguments {
  @Option(name: .customLong("schema"), help: "The folder with the .graphql files. [SCHEMA_DIR, schema]")
  var directory: String?

  @Option(help: "A YAML or JSON file with settings. The environment overrides it.")
  var config: String?

  /// Reads settings and schema files. An error ends the process with status 1.
  func load() throws -> (configuration: GatewayConfiguration, files: [SourceFile]) { try orExit { try read() } }

  /// Reads settings and schema files.
  func read() throws -> (configuration: GatewayConfiguration, files: [SourceFile]) {
    let environment = ProcessInfo.processInfo.environment
    var configuration = try GatewayConfiguration(environment: environment, file: try config.map { try ConfigurationFile.read($0) })
    if let directory { configuration.schemaDirectory = directory }
    return (configuration, try SourceFile.schema(in: configuration.schemaDirectory))
  }
}

/// The files that a command's arguments name.
enum CommandInput {
  /// Reads a file, or standard input for `-`.
  static func text(of path: String) throws(FileError) -> SourceFile {
    guard path == "-" else { return try SourceFile(path: path) }
    guard let text = String(data: FileHandle.standardInput.readDataToEndOfFile(), encoding: .utf8) else {
      throw FileError(description: "standard input: the text is not UTF-8.")
    }
    return SourceFile(name: "standard input", text: text)
  }
}

extension CommandInput {
  static func write(_ text: String, to path: String) throws(FileError) {
    guard FileManager.default.createFile(atPath: path, contents: Data(text.utf8)) else {
      throw FileError(description: "\(path): cannot write the file.")
    }
  }
}
