import ArgumentParser
import GraphTools

/// `gateway import`: makes a subgraph's file of a description that is there already.
struct ImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import", abstract: "Makes a schema file of a service's own description.", subcommands: [ImportOpenAPICommand.self])
}

/// `gateway import openapi`: OpenAPI 3.0 and 3.1, as JSON or YAML.
struct ImportOpenAPICommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "openapi", abstract: "Makes a schema file of an OpenAPI 3.0 or 3.1 description, as JSON or YAML.",
    discussion: """
      Prints the file, or writes it with --output. What cannot be mapped stands in it as comments and goes to standard error. \
      Exit status: 0 when a file was made, 1 when the description cannot be read or holds no operation that can be mapped.
      """)

  @Option(help: "The service's name in the graph; made from the title when not given.")
  var name: String?

  @Option(help: "The service's URL, for example '{$env.PETS_URL}/v1'; the first server of the description when not given.")
  var url: String?

  @Option(help: "Client headers to pass on, with commas between.")
  var forward = "authorization"

  @Option(name: .shortAndLong, help: "Write to this file instead of standard output.")
  var output: String?

  @ArgumentParser.Argument(help: "The description; - for standard input.")
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
