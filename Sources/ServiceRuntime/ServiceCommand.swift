import Logging
import Observability
import ProcessKit

extension ServiceHost {
  /// A command of one service, such as `load-demo`. The host's clients run while it works.
  public typealias Command = @Sendable (ServiceHost) async throws -> Void

  /// The `main` of a service: reads the command line (`serve`, `migrate`, `migrate-down`, or one of `commands`) and the settings, and runs.
  /// The exit status is 0 after an orderly stop, 1 after a failure, 64 for an invalid command line.
  public static func launch(
    _ service: String, defaultPort: Int, commands: [String: Command] = [:], app: @Sendable (ServiceHost) async throws -> ServiceParts
  ) async {
    let arguments = CommandLine.arguments.dropFirst()
    let name = arguments.first ?? "serve"
    let builtIn = ["serve", "migrate", "migrate-down"]
    guard arguments.count <= 1, builtIn.contains(name) || commands[name] != nil else {
      ProcessHost.exit("usage: \(service)-service [\((builtIn + commands.keys.sorted()).joined(separator: "|"))]", status: 64)
    }
    do {
      let settings = try await SettingsReader.ofProcess()
      let configuration = try ServiceConfiguration(settings, service: service, defaultPort: defaultPort)
      let registry = ProcessHost.bootstrap(logLevel: configuration.logLevel, revision: configuration.revision)
      let host = try ServiceHost(configuration, logger: Logger(label: "\(service)-service"), metrics: registry)
      switch name {
      case "serve": try await host.serve(try await app(host))
      case "migrate": try await host.migrate()
      case "migrate-down": try await host.migrator.undoLast()
      default:
        try await host.migrate()
        try await host.withRunningClients { try await commands[name]?(host) }
      }
      LogSink.standardOutput.flush()
      host.eventLoops.shutdown()
    } catch {
      ProcessHost.exit("\(service)-service: \(error)", status: 1)
    }
  }
}
