import HTTPClient
import HTTPCore
import JSON
import Sockets
import TLS

/// A small JSON and GraphQL client for tests of running servers.
public struct StackClient: Sendable {
  private let client: HTTPClient

  /// Passes a client to `body`, with at most this many connections per server. Its connections and threads end when this returns.
  public static func with<Result: Sendable>(
    connections: Int = 64, _ body: @Sendable (StackClient) async throws -> Result
  ) async throws -> Result {
    let group = try EventLoopGroup(count: 1)
    defer { group.shutdown() }
    var configuration = HTTPClientConfiguration()
    configuration.connectionsPerOrigin = connections
    configuration.tls = try TLSClientContext(TestStack.tls)
    let client = HTTPClient(configuration: configuration, group: group)
    return try await withThrowingTaskGroup(of: Void.self) { tasks in
      tasks.addTask { try? await client.run() }
      defer { tasks.cancelAll() }
      return try await body(StackClient(client: client))
    }
  }

  /// Sends a request and reads the response.
  ///
  /// - Parameters:
  ///   - url: absolute, for instance `http://127.0.0.1:8082/api/v1/orders`.
  ///   - body: JSON text; sets Content-Type unless `headers` do.
  public func send(
    _ method: HTTPMethod, _ url: String, token: String? = nil, body: String? = nil, headers: [(String, String)] = [],
    timeout: Duration = .seconds(15)
  ) async throws -> StackAnswer {
    guard let origin = HTTPURL(url) else { throw UnexpectedAnswer(description: "not a URL: \(url)") }
    var fields = HTTPFields()
    if let token { fields["Authorization"] = "Bearer \(token)" }
    if body != nil { fields["Content-Type"] = "application/json" }
    for (name, value) in headers { fields[name] = value }
    let request = HTTPRequest(method: method, target: origin.target, headers: fields, body: Array((body ?? "").utf8))
    let response = try await client.execute(request, to: origin, timeout: timeout)
    return StackAnswer(
      status: response.status.code, headers: response.headers, text: String(decoding: response.body, as: UTF8.self))
  }

  /// Sends a request as it is to an origin, for instance `http://127.0.0.1:8000`.
  public func send(_ request: HTTPRequest, at origin: String, timeout: Duration = .seconds(15)) async throws -> HTTPResponse {
    guard let url = HTTPURL(origin) else { throw UnexpectedAnswer(description: "not a URL: \(origin)") }
    return try await client.execute(request, to: url, timeout: timeout)
  }

  /// Sends a GraphQL operation by POST to an origin's `/graphql`.
  public func graphQL(
    _ query: String, at origin: String, token: String? = nil, variables: JSONValue = .object([:]), headers: [(String, String)] = []
  ) async throws -> StackAnswer {
    let body = JSONValue.object(["query": .string(query), "variables": variables])
    return try await send(.post, origin + "/graphql", token: token, body: body.text, headers: headers)
  }
}
