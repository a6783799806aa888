import Foundation
import HTTPClient
import HTTPCore
import HTTPServer
import Logging
import Sockets
import Synchronization
import TLS
import TestSupport
import Testing

/// The gateway program in front of the stack's services, whose calls are recorded on their way. The services log no query, and the whole URLs
/// are compared here.
struct RecordedGateway: Sendable {
  private let recorders: [Recorder]
  let origin: String

  /// Passes requests on to a service and records the URL of each by its request id.
  private final class Recorder: HTTPHandler {
    private let service: HTTPURL
    private let origin: String
    private let client: HTTPClient
    private let recorded = Mutex<[String: [String]]>([:])

    init(origin: String, client: HTTPClient) throws {
      service = try #require(HTTPURL(origin))
      self.origin = origin
      self.client = client
    }

    var calls: [String: [String]] { recorded.withLock { $0 } }

    func respond(to request: HTTPRequest) async -> HTTPResponse {
      recorded.withLock { $0[request.headers["X-Request-ID"] ?? "", default: []].append(origin + request.target) }
      var passed = request
      for name in ["Host", "Connection", "Content-Length", "Transfer-Encoding"] { passed.headers[name] = nil }
      do {
        var response = try await client.execute(passed, to: service, timeout: .seconds(30))
        for name in ["Connection", "Content-Length", "Transfer-Encoding", "Keep-Alive"] { response.headers[name] = nil }
        return response
      } catch {
        return HTTPResponse(status: .badGateway)
      }
    }
  }

  /// The URLs of the calls that were made for each request id.
  var calls: [String: [String]] { recorders.reduce(into: [:]) { all, one in all.merge(one.calls) { $0 + $1 } } }

  static func with(_ body: @Sendable (RecordedGateway) async throws -> Void) async throws {
    let loops = try EventLoopGroup(count: 1)
    defer { loops.shutdown() }
    let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    var configuration = HTTPClientConfiguration()
    configuration.tls = try TLSClientContext(TestStack.tls)
    let client = HTTPClient(configuration: configuration, group: loops)
    var recorders: [Recorder] = []
    var servers: [HTTPServer] = []
    var environment = [
      "GATEWAY_PORT": String(try FreePort.find()), "EVENT_LOOPS": "1", "LOG_LEVEL": "warning", "TRELLIS_ENV": "production",
      "RATE_LIMIT_ADDRESS": "none", "RATE_LIMIT_USER": "none",
    ]
    // The queries are random, and some ask for more than clients may.
    for limit in [
      "MAX_DEPTH", "MAX_ALIASES", "MAX_ROOT_FIELDS", "MAX_DIRECTIVES", "MAX_FRAGMENT_SPREADS", "MAX_SELECTIONS", "MAX_OPERATION_COST",
      "MAX_UPSTREAM_CALLS",
    ] {
      environment[limit] = "100000"
    }
    for (variable, origin) in [
      ("USER_SERVICE_URL", TestStack.userURL), ("ORDER_SERVICE_URL", TestStack.orderURL), ("PAYMENT_SERVICE_URL", TestStack.paymentURL),
    ] {
      let recorder = try Recorder(origin: try #require(origin), client: client)
      let server = HTTPServer(configuration: HTTPServerConfiguration(), group: loops, handler: recorder, logger: logger)
      environment[variable] = "http://127.0.0.1:\(try server.listen())"
      recorders.append(recorder)
      servers.append(server)
    }
    // For the stack's Redis.
    if let authorities = TestStack.tls.authorities, let identity = TestStack.tls.identity {
      environment["TLS_OUTBOUND_CA_FILE"] = authorities
      environment["TLS_OUTBOUND_CERTIFICATE_FILE"] = identity.certificate
      environment["TLS_OUTBOUND_KEY_FILE"] = identity.key
    }
    environment["SCHEMA_DIR"] = Repository.url("schema").path
    environment["JWT_SCOPE_CLAIMS"] = "permissions,roles"
    environment["JWT_JWKS_URL"] = "\(try #require(TestStack.userURL))/.well-known/jwks.json"
    let gateway = RecordedGateway(recorders: recorders, origin: "http://127.0.0.1:\(environment["GATEWAY_PORT"] ?? "")")
    let program = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent().appending(path: "gateway").path
    let settings = environment
    try await withThrowingTaskGroup(of: Void.self) { group in
      for server in servers { group.addTask { try await server.run() } }
      group.addTask { try await client.run() }
      defer { group.cancelAll() }
      try await Command.whileRunning(program, ["serve"], environment: settings) {
        let url = try #require(HTTPURL(gateway.origin))
        try await eventually("the gateway") {
          try await client.execute(HTTPRequest(target: "/ready"), to: url, timeout: .seconds(5)).status == .ok
        }
        try await body(gateway)
      }
    }
  }
}
