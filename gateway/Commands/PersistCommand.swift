import ArgumentParser
import GraphQL
import GraphTools
import JSON

/// `gateway persist`: writes a manifest of trusted documents.
struct PersistCommand: ParsableCommand {
  enum Format: String, ExpressibleByArgument, CaseIterable { case apollo, relay }

  static let configuration = CommandConfiguration(
    commandName: "persist", abstract: "Writes a manifest of trusted documents, after it has validated each operation.",
    discussion: """
      Each operation becomes a document of its own, with the fragments that it uses, which may be in other files. The identifier is the \
      SHA-256 of the document. A file that is one operation with its fragments is taken as it is. \
      Exit status: 0, 1 if an operation is invalid, 2 if the command line is invalid.
      """)

  @OptionGroup var schema: SchemaOption

  @Option(help: "The form of the manifest: apollo (Apollo's), or relay (an object from identifiers to documents).")
  var format = Format.apollo

  @Option(name: .shortAndLong, help: "The file to write. By default standard output.")
  var output: String?

  @ArgumentParser.Argument(help: "Files and folders with operations and fragments. - is standard input.")
  var files: [String]

  func run() throws {
    let (configuration, schemaFiles) = try orExit { try schema.read() }
    let inputs = try orExit {
      try files.flatMap { path in
        SourceFile.isFolder(path) ? try SourceFile.documents(in: path) : [try CommandInput.text(of: path)]
      }
    }
    let graph = try orExit {
      try ComposedGraph(
        files: schemaFiles, environment: configuration.environment, transport: NoTransport(), engine: configuration.commandEngine)
    }
    let operations = try orExit { try PersistedOperationList(inputs, engine: graph.engine).operations }
    let manifest = format == .apollo ? Self.apollo(operations) : Self.relay(operations)
    guard let output else { return StandardStream.output.line(manifest) }
    try orExit { try CommandInput.write(manifest + "\n", to: output) }
  }

  private static func apollo(_ operations: [PersistedOperationList.Operation]) -> String {
    let lines = operations.map { operation in
      let members: JSONObject = [
        "id": .string(operation.document.hash), "name": .string(operation.name), "type": .string(operation.type.rawValue),
        "body": .string(operation.document.text),
      ]
      return "    " + JSONValue.object(members).text
    }
    return """
      {
        "format": "apollo-persisted-query-manifest",
        "version": 1,
        "operations": [
      \(lines.joined(separator: ",\n"))
        ]
      }
      """
  }

  private static func relay(_ operations: [PersistedOperationList.Operation]) -> String {
    let lines = operations.map { operation in
      "  " + JSONValue.string(operation.document.hash).text + ": " + JSONValue.string(operation.document.text).text
    }
    return "{\n" + lines.joined(separator: ",\n") + "\n}"
  }
}
