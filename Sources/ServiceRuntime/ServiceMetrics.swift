import Observability
import Postgres
import ProcessKit

extension PrometheusRegistry {
  /// Adds the connections to the database, with the names of OpenTelemetry's database client metrics.
  func observe(_ database: PostgresClient, maximum: Int) {
    observe(
      "db_client_connections_usage", .gauge,
      "Connections to the database, by state: shared by many statements, or for transactions used or idle."
    ) {
      let statistics = database.statistics
      return [("shared", statistics.shared), ("used", statistics.used), ("idle", statistics.idle)].map { state, count in
        Reading(Double(count), labels: [("state", state)])
      }
    }
    observe("db_client_connections_pending_requests", .gauge, "Callers that wait for a connection to the database.") {
      [Reading(Double(database.statistics.waiting))]
    }
    observe("db_client_connections_max", .gauge, "The limit on connections to the database.") { [Reading(Double(maximum))] }
  }

  /// Adds the dependencies that `/health` reports.
  func observe(_ monitor: HealthMonitor) {
    observe("dependency_up", .gauge, "Whether a dependency answers, by dependency: 1 if it does.") {
      monitor.status.dependencies.map { Reading($0.condition == .up ? 1 : 0, labels: [("dependency", $0.name)]) }
    }
  }
}
