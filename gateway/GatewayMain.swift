import ArgumentParser

/// The gateway's command line. Without a command it serves.
@main
struct GatewayMain: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gateway",
    abstract: "Serves REST services as one GraphQL graph.",
    discussion: """
      Each .graphql file of the schema folder describes one REST service. Settings come from the environment, see .env.example; \
      options win over it. Exit status: 0 when all is well, 1 when the graph, an operation or a setting is wrong, and then it says where, \
      2 when the command line is wrong.
      """,
    subcommands: [ServeCommand.self, CheckCommand.self, PlanCommand.self, SchemaCommand.self, ImportCommand.self],
    defaultSubcommand: ServeCommand.self)

  static func main() async { await start() }
}
