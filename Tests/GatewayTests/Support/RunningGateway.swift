import HTTPClient
import HTTPCore
import HTTPServer
import Logging
import ServiceLifecycle
import Sockets
import TLS
import TestSupport
import Testing

@testable import Gateway
@testable import GraphTools

/// A gateway in this process on a free port, with a mock of all services.
struct RunningGateway {
  let url: HTTPURL
  let client: HTTPClient

  static let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

  /// - Parameters:
  ///   - files: the schema files. By default the project's own.
  ///   - directory: a folder with the schema files, watched for changes.
  ///   - down: services that do not listen.
  ///   - upstreamTLS: the mock's certificates; it is an https service then.
  ///   - clientTLS: what the body's client trusts and shows, for a gateway with certificates.
  ///   - settings: further environment variables of the gateway. `$UPSTREAM` in them is the mock's origin.
  static func with(
    files: [SourceFile] = [], directory: String? = nil, upstream: some HTTPHandler, down: Set<String> = [],
    upstreamTLS: TLSServerFiles? = nil, clientTLS: TLSClientFiles = TLSClientFiles(), settings: [String: String] = [:],
    logger: Logger = silent,
    _ body: @Sendable (RunningGateway) async throws -> Void
  ) async throws {
    let loops = try EventLoopGroup(count: 1)
    defer { loops.shutdown() }
    let mock = HTTPServer(
      configuration: HTTPServerConfiguration(tls: try upstreamTLS.map { try TLSServerContext($0) }), group: loops, handler: upstream,
      logger: silent)
    let mockURL = "http\(upstreamTLS == nil ? "" : "s")://127.0.0.1:\(try mock.listen())"
    let nowhere = "http://127.0.0.1:\(try FreePort.find())"
    let environment = [
      "GATEWAY_PORT": "0", "EVENT_LOOPS": "1", "UPSTREAM": mockURL,
      "USER_SERVICE_URL": down.contains("users") ? nowhere : mockURL,
      "ORDER_SERVICE_URL": down.contains("orders") ? nowhere : mockURL,
      "PAYMENT_SERVICE_URL": down.contains("payments") ? nowhere : mockURL,
    ]
    var configuration = try GatewayConfiguration(
      environment: environment.merging(settings) { $1 }.mapValues { $0.replacing("$UPSTREAM", with: mockURL) })
    configuration.probeInterval = .milliseconds(20)
    // Scenarios read metrics; production has none on this port.
    if settings["TRELLIS_ENV"] == nil, settings["METRICS_PORT"] == nil { configuration.metrics = .shared }
    configuration.schemaDirectory = directory ?? SpecFile.projectSchema.path
    configuration.reloadInterval = directory.map { _ in .milliseconds(20) }
    let files = files.isEmpty ? try SourceFile.schema(in: configuration.schemaDirectory) : files
    let app = try GatewayApp(configuration: configuration, files: files, logger: logger)
    let url = try #require(HTTPURL("http\(configuration.tls.server == nil ? "" : "s")://127.0.0.1:\(try app.listen())"))
    var clientConfiguration = HTTPClientConfiguration()
    clientConfiguration.tls = try TLSClientContext(clientTLS)
    let client = HTTPClient(configuration: clientConfiguration, group: loops)

    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await mock.run() }
      group.addTask { try await app.run(stoppingAt: []) }
      group.addTask { try await client.run() }
      do {
        try await body(RunningGateway(url: url, client: client))
      } catch {
        group.cancelAll()
        throw error
      }
      group.cancelAll()
      while let result = await group.nextResult() {
        if case .failure(let error) = result, !(error is CancellationError) { throw error }
      }
    }
  }

  func send(_ method: String, _ target: String, headers: HTTPFields = [:], body: String = "") async throws -> HTTPResponse {
    let request = HTTPRequest(method: HTTPMethod(rawValue: method), target: target, headers: headers, body: Array(body.utf8))
    return try await client.execute(request, to: url, timeout: .seconds(20))
  }

  /// Sends a POST with an operation without variables.
  func query(_ text: String, headers: HTTPFields = [:]) async throws -> String {
    var headers = headers
    headers["content-type"] = "application/json"
    let quoted = text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
    let response = try await send("POST", "/graphql", headers: headers, body: "{\"query\":\"\(quoted)\"}")
    return String(decoding: response.body, as: UTF8.self)
  }
}
