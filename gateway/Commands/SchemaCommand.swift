import ArgumentParser
import GraphTools

/// `gateway schema`: composes the files and prints what clients see.
struct SchemaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema", abstract: "Composes the schema files and prints the API schema that clients see.")

  @OptionGroup var schema: SchemaOption

  @Flag(help: "Print the supergraph instead: every type with the files that it comes from.")
  var supergraph = false

  func run() throws {
    let (configuration, files) = try schema.load()
    let graph = try orExit {
      try ComposedGraph(files: files, environment: configuration.environment, transport: NoTransport())
    }
    StandardStream.output.line(supergraph ? graph.supergraphSDL : graph.sdl)
  }
}
