import Logging
import Observability

extension ServiceHost {
  /// A further word of a service's command line; the host's clients are running while it works.
  public typealias Command = @Sendable (ServiceHost) async throws -> Void

  /// The whole `main` of a service: reads the command line (`serve`, `migrate`, `migrate-down`, or one of `commands`) and the environment, and runs.
  /// The exit status is 0 after an orderly stop, 1 after a failure, 64 for a command line that makes no sense.
  public static func launch(
    _ service: String, defaultPort: Int, commands: [String: Command] = [:], app: @Sendable (ServiceHost) async throws -> ServiceParts
  ) async {
    let words = CommandLine.arguments.dropFirst()
    let word = words.first ?? "serve"
    guard words.count <= 1, ["serve", "migrate", "migrate-down"].contains(word) || commands[word] != nil else {
      complain("usage: \(service)-service [\((["serve", "migrate", "migrate-down"] + commands.keys.sorted()).joined(separator: "|"))]")
      exit(64)
    }
    do {
      let configuration = try await ServiceConfiguration.fromEnvironment(service: service, defaultPort: defaultPort)
      LoggingBootstrap.start(level: configuration.logLevel)
      let registry = PrometheusRegistry()
      registry.install()
      let host = try ServiceHost(configuration, logger: Logger(label: "\(service)-service"), metrics: registry)
      try await host.run(word, command: commands[word], app: app)
      LogSink.standardOutput.flush()
      host.eventLoops.shutdown()
    } catch {
      LogSink.standardOutput.flush()
      complain("\(service)-service: \(error)")
      exit(1)
    }
  }

  private func run(_ word: String, command: Command?, app: @Sendable (ServiceHost) async throws -> ServiceParts) async throws {
    if let command {
      try await migrate()
      try await withRunningClients { try await command(self) }
    } else if word == "migrate" {
      try await migrate()
    } else if word == "migrate-down" {
      try await migrator.undoLast()
    } else {
      try await serve(try await app(self))
    }
  }

  private static func complain(_ message: String) {
    let line = Array((message + "\n").utf8)
    _ = write(STDERR_FILENO, line, line.count)
  }
}

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif
