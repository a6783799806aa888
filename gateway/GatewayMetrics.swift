import CoreMetrics
import HTTPClient
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

  /// What the metrics mean that are made here and in `Upstreams`.
  private static let help = [
    ("gateway_schema_reloads_total", "Changes of the schema files, by result: applied, or refused because they do not compose."),
    ("gateway_shared_operations_total", "Queries that got the response of an identical query of the same caller."),
    ("gateway_graphql_errors_total", "Errors of GraphQL responses, by the operation's type and name, and by code."),
    (
      "gateway_persisted_documents_total",
      "Requests by what happened to their document: found, missed, registered, refused, logged, or overridden."
    ),
    ("gateway_upstream_failures_total", "Calls that failed and values that did not match the schema, by service and code."),
    ("gateway_upstream_retries_total", "Retried calls, by service."),
    ("gateway_upstream_shared_calls_total", "Calls that got the response of an identical call of the same caller, by service."),
    ("gateway_upstream_breaker_rejections_total", "Calls that were not sent because the circuit breaker was open, by service."),
    ("gateway_upstream_overloads_total", "Calls that were not sent because maxConcurrency was reached for too long, by service."),
    ("gateway_upstream_queue_wait_seconds", "How long calls waited because maxConcurrency was reached, by service, in seconds."),
    ("gateway_upstream_breaker_state", "The state of the circuit breaker, by service: 0 closed, 1 half open, 2 open."),
  ]

  /// Adds the client's connections to services.
  func observe(_ client: HTTPClient) {
    registry.observe("http_client_open_connections", .gauge, "Connections to services that are in use, idle, or being opened.") {
      [.init(Double(client.openConnections))]
    }
  }

  init(registry: PrometheusRegistry = PrometheusRegistry()) {
    self.registry = registry
    requests = RequestMetrics(registry: registry, name: "gateway_http")
    upstreamCalls = RequestMetrics(registry: registry, name: "gateway_upstream", label: "service", requests: "Calls to services")
    for (name, help) in Self.help { registry.describe(name, help) }
    appliedReloads = registry.makeCounter(label: "gateway_schema_reloads_total", dimensions: [("result", "applied")])
    rejectedReloads = registry.makeCounter(label: "gateway_schema_reloads_total", dimensions: [("result", "refused")])
    graphQLErrors = GraphQLErrorMetrics(registry: registry)
    coalescedRequests = registry.makeCounter(label: "gateway_shared_operations_total", dimensions: [])
    operationCache = OperationCacheMetrics(registry)
  }
}
