import ArgumentParser
import Logging
import ProcessKit
import Sockets

/// `gateway serve`: serves the graph until SIGTERM.
struct ServeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve", abstract: "Serves the graph: /graphql, the explorer at /, /health, /ready, /metrics.",
    discussion: "Needs only the REST services. Changed schema files are served within a second if they compose.")

  @OptionGroup var schema: SchemaOption

  @Option(help: "The port to listen on. 0 takes a free one. [GATEWAY_PORT, 4000]")
  var port: Int?

  @Option(help: "The address or name to listen on. [GATEWAY_HOST, 127.0.0.1]")
  var host: String?

  func validate() throws {
    if let port, !(0...65535).contains(port) { throw ValidationError("--port must be from 0 to 65535.") }
  }

  func run() async throws {
    var (configuration, files) = try schema.load()
    if let port { configuration.port = port }
    if let host { configuration.host = host }
    let metrics = GatewayMetrics(
      registry: ProcessHost.bootstrap(logLevel: configuration.logLevel, revision: configuration.revision))
    let logger = Logger(label: "gateway")
    let app = try orExit { try GatewayApp(configuration: configuration, files: files, metrics: metrics, logger: logger) }
    let bound = try orExit {
      do { return try app.listen() } catch let error as SocketError {
        throw CannotListen(description: "\(configuration.host):\(configuration.port): \(error). Choose another with --host and --port.")
      }
    }
    if configuration.metrics == .none { logger.notice("metrics are not served: METRICS_PORT is not set") }
    if case .own(let host, let port) = configuration.metrics {
      _ = try orExit {
        do { return try app.listenForMetrics() } catch let error as SocketError {
          throw CannotListen(description: "\(host):\(port): \(error). Choose another with METRICS_HOST and METRICS_PORT.")
        }
      }
    }
    logger.notice(
      "listening",
      metadata: [
        "host": "\(configuration.host)", "port": .stringConvertible(bound), "schema": "\(configuration.schemaDirectory)",
        "subgraphs": .stringConvertible(files.count),
      ])
    try await app.run()
    logger.notice("stopped")
  }

  private struct CannotListen: Error, CustomStringConvertible { let description: String }
}
