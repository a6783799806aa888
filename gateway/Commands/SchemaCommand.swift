import ArgumentParser
import GraphTools

/// `gateway schema`: prints the composed schema.
struct SchemaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema", abstract: "Composes the schema files and prints the API schema that clients see.")

  @OptionGroup var schema: SchemaOption

  @Flag(help: "Print the supergraph instead: each type with the files that define it.")
  var supergraph = false

  func run() throws {
    let (configuration, files) = try schema.load()
    let graph = try orExit {
      try ComposedGraph(files: files, environment: configuration.environment, transport: NoTransport())
    }
    StandardStream.output.line(supergraph ? graph.supergraphSDL : graph.sdl)
  }
}
