import ArgumentParser
import RESTConnectors

/// `gateway schema`: composes the files and prints what clients see.
struct SchemaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema", abstract: "Composes the schema files and prints the API schema that clients see.")

  @OptionGroup var schema: SchemaOption

  func run() throws {
    let (configuration, files) = try schema.load()
    let graph = try orExit {
      try ComposedGraph(files: files, environment: configuration.environment, transport: NoTransport())
    }
    StandardStream.output.line(graph.sdl)
  }
}

/// For commands that make no calls.
private struct NoTransport: RESTTransport {
  func send(_ request: UpstreamRequest) async throws(UpstreamFailure) -> UpstreamResponse { throw .refused }
}
