import ArgumentParser
import GraphTools

/// `gateway import`: generates a schema file from a description of a service.
struct ImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import", abstract: "Generates a schema file from a description of a service.", subcommands: [ImportOpenAPICommand.self])
}

/// `gateway import openapi`: generates a schema file from OpenAPI 3 or Swagger 2.0.
struct ImportOpenAPICommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "openapi", abstract: "Generates a schema file from an OpenAPI 3 or Swagger 2.0 description in JSON or YAML.",
    discussion: """
      Prints the file, or writes it with --output. What cannot be mapped is listed in the file as comments and on standard error. \
      Exit status: 0 if a file was generated, 1 if the description cannot be read or has no operation that can be mapped.
      """)

  @Option(help: "The service's name in the graph. By default made from the title.")
  var name: String?

  @Option(help: "The service's URL, for example '{$env.PETS_URL}/v1'. By default the first server of the description.")
  var url: String?

  @Option(help: "The client headers to forward, separated by commas. They are no arguments.")
  var forward = "authorization"

  @Option(help: "A word before the names of all types and root fields, so that two APIs stay apart.")
  var prefix: String?

  @Option(
    name: .customLong("schema"), help: "The folder with the graph's other files. Names that they define get the service's name before them."
  )
  var directory: String?

  @Option(parsing: .upToNextOption, help: "Map only these operations: an operationId, 'METHOD /path' or a tag; * stands for any text.")
  var include: [String] = []

  @Option(parsing: .upToNextOption, help: "Leave these operations out; patterns as in --include.")
  var exclude: [String] = []

  @Option(parsing: .upToNextOption, help: "Map these operations as queries although their method is not GET; patterns as in --include.")
  var query: [String] = []

  @Option(parsing: .upToNextOption, help: "Give root fields another name: oldName=newName. The old name may be an operationId.")
  var rename: [String] = []

  @Flag(help: "Print the operations, and generate nothing.")
  var list = false

  @Option(name: .shortAndLong, help: "Write to this file instead of standard output.")
  var output: String?

  @ArgumentParser.Argument(help: "The description. - is standard input. References to other files begin at its folder.")
  var file: String

  func validate() throws {
    for pair in rename where pair.split(separator: "=").count != 2 { throw ValidationError("--rename \(pair): write oldName=newName.") }
  }

  func run() throws {
    let input = try orExit { try CommandInput.text(of: file) }
    let options = try orExit { try self.options() }
    let folder = file.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
    let generator = try orExit {
      try OpenAPIImport(input, options: options) { path in try? SourceFile(path: folder.isEmpty ? path : "\(folder)/\(path)") }
    }
    if list { return generator.list().forEach { StandardStream.output.line($0) } }
    let imported = try orExit { try generator.run() }
    for note in imported.notes { StandardStream.error.line("\(input.name): \(note)") }
    guard let output else { return StandardStream.output.line(imported.sdl) }
    try orExit { try CommandInput.write(imported.sdl + "\n", to: output) }
  }

  private func options() throws -> OpenAPIImport.Options {
    var options = OpenAPIImport.Options(
      service: name, url: url, forward: forward.split(separator: ",").map { $0.filter { $0 != " " } }, prefix: prefix)
    options.include = include
    options.exclude = exclude
    options.queries = query
    for pair in rename {
      let names = pair.split(separator: "=").map(String.init)
      options.renames[names[0]] = names[1]
    }
    // The file that is written again does not stand in its own way.
    if let directory { options.beside = try DefinedNames(of: SourceFile.schema(in: directory).filter { $0.name != output }) }
    return options
  }
}
