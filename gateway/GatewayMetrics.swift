import CoreMetrics
import Observability
import ProcessKit

/// The gateway's metrics.
struct GatewayMetrics: Sendable {
  let registry: PrometheusRegistry
  let requests: RequestMetrics
  /// Calls to services. Status 0 is a call without a response.
  let upstreamCalls: RequestMetrics
  /// Changes of the schema files that are served.
  let appliedReloads: any CounterHandler
  /// Changes of the schema files that do not compose.
  let rejectedReloads: any CounterHandler
  /// Requests that got the response of an identical one of the same caller.
  let coalescedRequests: any CounterHandler
  /// The errors of GraphQL responses.
  let graphQLErrors: GraphQLErrorMetrics
  /// The cache of prepared operations.
  let operationCache: OperationCacheMetrics

  init(registry: PrometheusRegistry = PrometheusRegistry()) {
    self.registry = registry
    requests = RequestMetrics(registry: registry, name: "gateway_http")
    upstreamCalls = RequestMetrics(registry: registry, name: "gateway_upstream", label: "service")
    appliedReloads = registry.makeCounter(label: "gateway_schema_reloads_total", dimensions: [("result", "applied")])
    rejectedReloads = registry.makeCounter(label: "gateway_schema_reloads_total", dimensions: [("result", "refused")])
    graphQLErrors = GraphQLErrorMetrics(registry: registry)
    coalescedRequests = registry.makeCounter(label: "gateway_shared_operations_total", dimensions: [])
    operationCache = OperationCacheMetrics(registry)
  }
}
