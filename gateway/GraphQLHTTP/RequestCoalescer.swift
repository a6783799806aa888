import Concurrency
import GraphQL
import HTTPCore
import Sockets

/// Executes identical concurrent queries of one caller once.
///
/// The caller's identity is the values of `Authorization` and of each client header that any service receives. A response with errors or with
/// headers of an upstream is not shared: each request then executes its own operation. Queries are identical if they have the same variables
/// and the same prepared operation, so queries whose document is too long for the engine's cache are not coalesced.
final class RequestCoalescer: Sendable {
  private struct Key: Hashable {
    let operation: PreparedOperation
    /// The JSON text of the variables. Empty without variables.
    let variables: [UInt8]
    let extensions: RequestedExtensions
    /// Empty if the request has none of the headers.
    let identity: [String?]

    func hash(into hasher: inout Hasher) {
      hasher.combine(operation)
      variables.withUnsafeBytes { hasher.combine(bytes: $0) }
      for value in identity { hasher.combine(value) }
    }
  }

  private let identity: [String]
  private let metrics: GatewayMetrics
  private let flights = SingleFlight<Key, GraphQLResponse>()
  /// Those of each event loop, which join those of the process: most requests wait for one of their own loop, which wakes no other thread and
  /// locks nothing that another loop uses.
  private let flightsOfLoops: [SingleFlight<Key, GraphQLResponse>]

  /// - Parameters:
  ///   - forwardedHeaders: the client headers that a response can depend on.
  ///   - metrics: counts the requests that got another request's response.
  init(forwardedHeaders: [String], metrics: GatewayMetrics) {
    self.metrics = metrics
    flightsOfLoops = (0..<16).map { _ in SingleFlight() }
    identity = Set(forwardedHeaders.map { $0.lowercased() } + ["authorization"]).sorted()
  }

  func response(
    to operation: PreparedOperation, _ request: GraphQLRequest, _ context: ExecutionContext, _ extensions: RequestedExtensions,
    execute: (ExecutionContext) async -> GraphQLResponse
  ) async -> GraphQLResponse {
    let key = Key(
      operation: operation, variables: request.variablesText, extensions: extensions,
      identity: identity.contains { context.headers.contains($0) } ? identity.map { context.forwardedHeader($0) } : [])
    let loopFlights = flightsOfLoops[(EventLoop.current?.index ?? 0) % flightsOfLoops.count]
    var isOfOtherLoop = false
    let found = await loopFlights.value(for: key, isShareable: Self.isShareable) {
      let found = await flights.value(for: key, isShareable: Self.isShareable) {
        guard let client = context.client else { return await execute(context) }
        var context = context
        context.client = SharedClient(client) { [flights] in
          (loopFlights.followers(of: key) ?? 0) + (flights.followers(of: key) ?? 0)
        }
        return await execute(context)
      }
      isOfOtherLoop = found.isShared
      return found.value
    }
    if found.isShared || isOfOtherLoop { metrics.coalescedRequests.increment(by: 1) }
    return found.value
  }

  private static func isShareable(_ response: GraphQLResponse) -> Bool {
    (response.kind == .requestError || response.errors.isEmpty) && response.headers.isEmpty
  }
}

/// The client that an operation is executed for, which counts as present while other clients wait for the response.
private final class SharedClient: ClientPresence {
  private let client: any ClientPresence
  private let followers: @Sendable () -> Int

  init(_ client: any ClientPresence, followers: @escaping @Sendable () -> Int) {
    self.client = client
    self.followers = followers
  }

  var hasLeft: Bool { client.hasLeft && followers() == 0 }

  func onLeave(_ body: @escaping @Sendable () -> Void) -> Int? {
    client.onLeave { [followers] in if followers() == 0 { body() } }
  }

  func forget(_ watch: Int) { client.forget(watch) }
}
