import HTTPCore
import Observability
import ProcessKit

/// The gateway's paths.
struct GatewayHandler: RoutedHandler {
  let graph: CurrentGraph
  let endpoints: ProcessEndpoints
  let explorer = ExplorerHandler()

  /// The route of a request that does not reach the handler.
  static func route(of refused: RefusedRequest) -> String { refused.request?.path == "/graphql" ? "graphql" : "none" }

  func respond(to request: HTTPRequest, path: String, trace: RequestTrace) async -> RoutedResponse {
    if path == "/graphql" { return RoutedResponse(await graph.value.graphQL.respond(to: request), route: "graphql") }
    if let endpoint = endpoints.endpoint(at: path) {
      let route = endpoint == .metrics ? "metrics" : "health"
      return RoutedResponse(endpoints.response(to: endpoint, method: request.method), route: route, recording: .metrics)
    }
    if ExplorerHandler.paths.contains(path) { return RoutedResponse(await explorer.respond(to: request), route: "explorer") }
    return RoutedResponse(GraphQLHTTPHandler.response(.notFound, as: .preset), route: "none")
  }
}
