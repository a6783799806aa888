import ArgumentParser
import GraphTools

/// `gateway import`: generates a schema file from a description of a service.
struct ImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import", abstract: "Generates a schema file from a description of a service.", subcommands: [ImportOpenAPICommand.self])
}

/// `gateway import openapi`: generates a schema file from OpenAPI 3.0 or 3.1.
struct ImportOpenAPICommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "openapi", abstract: "Generates a schema file from an OpenAPI 3.0 or 3.1 description in JSON or YAML.",
    discussion: """
      Prints the file, or writes it with --output. What cannot be mapped is listed in the file as comments and on standard error. \
      Exit status: 0 if a file was generated, 1 if the description cannot be read or has no operation that can be mapped.
      """)

  @Option(help: "The service's name in the graph. By default made from the title.")
  var name: String?

  @Option(help: "The service's URL, for example '{$env.PETS_URL}/v1'. By default the first server of the description.")
  var url: String?

  @Option(help: "The client headers to forward, separated by commas.")
  var forward = "authorization"

  @Option(name: .shortAndLong, help: "Write to this file instead of standard output.")
  var output: String?

  @ArgumentParser.Argument(help: "The description. - is standard input.")
  var file: String

  func run() throws {
    let input = try orExit { try CommandInput.text(of: file) }
    let forwarded = forward.split(separator: ",").map { $0.filter { $0 != " " } }
    let imported = try orExit {
      try OpenAPIImport(input, options: .init(service: name, url: url, forward: forwarded)).run()
    }
    for note in imported.notes { StandardStream.error.line("\(input.name): \(note)") }
    guard let output else { return StandardStream.output.line(imported.sdl) }
    try orExit { try CommandInput.write(imported.sdl + "\n", to: output) }
  }
}
