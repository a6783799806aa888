import HTTPCore
import Observability
import ProcessKit

/// The gateway's paths.
struct GatewayHandler: RoutedHandler {
  let graph: CurrentGraph
  let endpoints: ProcessEndpoints
  /// Nil if the explorer is not served.
  var explorer: ExplorerHandler? = ExplorerHandler()
  /// Nil if no page of another origin may read responses.
  var cors: CORSPolicy?

  /// The route of a request that does not reach the handler.
  static func route(of refused: RefusedRequest) -> String { refused.request?.path == "/graphql" ? "graphql" : "none" }

  func respond(to request: HTTPRequest, path: String, trace: RequestTrace) async -> RoutedResponse {
    if path == "/graphql" {
      if let cors { return RoutedResponse(await respond(to: request, cors), route: "graphql") }
      return RoutedResponse(await graph.value.graphQL.respond(to: request), route: "graphql")
    }
    if let explorer, ExplorerHandler.paths.contains(path) { return RoutedResponse(await explorer.respond(to: request), route: "explorer") }
    return RoutedResponse(GraphQLHTTPHandler.response(.notFound, as: .preset), route: "none")
  }

  func respondAtOnce(to request: HTTPRequest, path: String) -> RoutedResponse? {
    guard path != "/graphql", let endpoint = endpoints.endpoint(at: path) else { return nil }
    let route = endpoint == .metrics ? "metrics" : "health"
    return RoutedResponse(endpoints.response(to: endpoint, method: request.method), route: route, recording: .metrics)
  }

  private func respond(to request: HTTPRequest, _ cors: CORSPolicy) async -> HTTPResponse {
    if let preflight = cors.preflight(request) { return preflight }
    var response = await graph.value.graphQL.respond(to: request)
    cors.apply(to: &response, for: request)
    return response
  }
}
