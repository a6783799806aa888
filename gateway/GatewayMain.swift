import ArgumentParser

/// The gateway's command line. Without a command it serves.
@main
struct GatewayMain: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gateway",
    abstract: "Serves REST services as one GraphQL graph.",
    discussion: """
      Each .graphql file of the schema folder describes one REST service. Settings come from the environment, see .env.example; \
      options win over it. Every command ends with status 1 when the graph or a setting is wrong, and says where.
      """,
    subcommands: [ServeCommand.self, SchemaCommand.self],
    defaultSubcommand: ServeCommand.self)
}
