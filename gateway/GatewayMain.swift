import ArgumentParser

/// The gateway's command line. The default command is `serve`.
@main
struct GatewayMain: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gateway",
    abstract: "Serves REST services as one GraphQL graph.",
    discussion: """
      Each .graphql file of the schema folder describes one REST service. Settings come from the environment (see .env.example); \
      options override it. Exit status: 0 after success, 1 if the graph, an operation or a setting is invalid, \
      2 if the command line is invalid.
      """,
    subcommands: [
      ServeCommand.self, CheckCommand.self, PlanCommand.self, SchemaCommand.self, DiffCommand.self, ImportCommand.self, PersistCommand.self,
    ],
    defaultSubcommand: ServeCommand.self)

  static func main() async { await start() }
}
