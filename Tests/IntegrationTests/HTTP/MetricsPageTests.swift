import Foundation
import HTTPCore
import TestSupport
import Testing

extension WholeChain {
  /// The page `/metrics` of each of the four processes.
  @Suite struct MetricsPages {
    private static let promtool = ["/usr/bin/promtool", "/usr/local/bin/promtool"].first(where: FileManager.default.isExecutableFile)

    private static let standard = [
      "process_cpu_seconds_total", "process_resident_memory_bytes", "process_virtual_memory_bytes", "process_open_fds", "process_max_fds",
      "process_start_time_seconds", "process_threads", "trellis_build_info",
    ]
    private static let ofService = [
      "http_requests_total", "http_request_duration_seconds", "http_requests_in_flight", "db_client_connections_usage",
      "db_client_connections_pending_requests", "db_client_connections_max", "dependency_up", "outbox_published_events_total",
      "outbox_unpublished_events", "outbox_oldest_unpublished_event_age_seconds", "consumed_events_total", "consumed_event_retries_total",
    ]
    private static let ofGateway = [
      "gateway_http_requests_total", "gateway_http_request_duration_seconds", "gateway_http_requests_in_flight",
      "gateway_upstream_requests_total", "gateway_upstream_request_duration_seconds", "gateway_upstream_requests_in_flight",
      "gateway_upstream_breaker_state", "http_client_open_connections",
    ]

    private struct Process: Sendable {
      let name: String
      let origin: String?
      let metrics: [String]

      func page(_ chain: Chain) async throws -> String {
        try await chain.client.send(.get, (origin ?? "") + "/metrics").expecting(200).text
      }
    }

    private static let processes = [
      Process(name: "gateway", origin: TestStack.gatewayURL, metrics: ofGateway),
      Process(name: "user-service", origin: TestStack.userURL, metrics: ofService),
      Process(name: "order-service", origin: TestStack.orderURL, metrics: ofService),
      Process(name: "payment-service", origin: TestStack.paymentURL, metrics: ofService),
    ]

    @Test func haveTheStandardMetricsEachWithItsHelp() async throws {
      try await Chain.with { chain in
        try await Self.makeSomethingToCount(chain)
        for process in Self.processes { try await Self.check(process, chain) }
      }
    }

    private static func makeSomethingToCount(_ chain: Chain) async throws {
      let customer = try await chain.newCustomer()
      _ = try await chain.client.graphQL(
        UpstreamCalls.query, at: chain.gateway, token: customer.token, variables: .object(["limit": .number(1)]))
      _ = try await chain.placeOrder(customer)
      _ = try await chain.client.send(.get, chain.payments + "/my-payments", token: customer.token)
    }

    private static func check(_ process: Process, _ chain: Chain) async throws {
      // The backlog of the outbox is read in the background.
      try await eventually("all metrics of \(process.name)") {
        let page = try await process.page(chain)
        return page.contains("process_cpu_seconds_total") && (process.name == "gateway" || page.contains("\noutbox_unpublished_events "))
      }
      let lines = try await process.page(chain).split(separator: "\n")
      let described = Set(lines.filter { $0.hasPrefix("# HELP ") }.map { String($0.split(separator: " ")[2]) })
      let typed = lines.filter { $0.hasPrefix("# TYPE ") }.map { String($0.split(separator: " ")[2]) }
      #expect(typed.filter { !described.contains($0) } == [], "\(process.name)")
      for name in standard + process.metrics { #expect(typed.contains(name), "\(process.name) has no \(name)") }
    }

    @Test(.enabled(if: promtool != nil, "promtool is not installed")) func areCleanForPromtool() async throws {
      let folder = FileManager.default.temporaryDirectory.appending(path: "metrics-\(UUID().uuidString)")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      defer { try? FileManager.default.removeItem(at: folder) }
      try await Chain.with { chain in
        for process in Self.processes {
          let page = try await process.page(chain)
          let file = folder.appending(path: process.name).path
          try page.write(toFile: file, atomically: true, encoding: .utf8)
          let check = try await Command.run("/bin/sh", ["-c", "'\(Self.promtool ?? "")' check metrics < '\(file)'"])
          #expect(check.status == 0 && check.output.isEmpty, "\(process.name): \(check.output)")
        }
      }
    }
  }
}
