import ArgumentParser
import GraphTools
import RESTConnectors

/// `gateway schema`: prints the composed schema.
struct SchemaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema", abstract: "Composes the schema files and prints the API schema that clients see.")

  @OptionGroup var schema: SchemaOption

  @Flag(help: "Print the supergraph instead: each type with the files that define it.")
  var supergraph = false

  @Flag(help: "Print the definitions of the directives instead, for an editor. Reads no files.")
  var directives = false

  func run() throws {
    if directives { return StandardStream.output.line(FederatedGraph.directiveDefinitions) }
    let (configuration, files) = try schema.load()
    let graph = try orExit {
      try ComposedGraph(files: files, environment: configuration.environment, transport: NoTransport())
    }
    StandardStream.output.line(supergraph ? graph.supergraphSDL : graph.sdl)
  }
}
