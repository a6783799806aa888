import Foundation
import HTTPCore
import TestSupport
import Testing

extension WholeChain {
  /// No process logs the query of a request, nor a Referer.
  @Suite struct QueryLogs {
    @Test func noProcessLogsAQueryOrAReferer() async throws {
      try await Chain.with { chain in
        let secret = "secret-\(unique())"
        let requestID = "query-log-\(unique())"
        let headers = [("X-Request-ID", requestID), ("Referer", "http://shop.example/page?access_token=\(secret)")]
        let long = String(repeating: "a", count: 9000)
        for origin in [chain.users, chain.orders + "/my-orders", chain.payments] {
          for query in ["access_token=\(secret)", "ids=\(secret)", "limit=\(secret)", "x=%ff\(secret)", "a=\(long)\(secret)"] {
            _ = try await chain.client.send(.get, "\(origin)?\(query)", headers: headers)
          }
        }
        for origin in [chain.nginx, chain.gateway] {
          for path in ["/graphql", "/", "/health", "/nothing", "/explorer.js"] {
            _ = try await chain.client.send(.get, "\(origin)\(path)?access_token=\(secret)&query=%7Bme%7Bid%7D%7D", headers: headers)
          }
          _ = try await chain.client.send(.get, "\(origin)/graphql?query=\(long)\(secret)", headers: headers)
        }
        for path in ["/api/v1/users/me", "/api/v1/orders", "/api/v1/payments"] {
          _ = try await chain.client.send(.get, "\(chain.nginx)\(path)?access_token=\(secret)", headers: headers)
        }
        // An error of nginx itself: a body that is too large.
        _ = try? await chain.client.send(
          .post, "\(chain.nginx)/graphql?access_token=\(secret)", body: String(repeating: " ", count: 1 << 20 + 1), headers: headers)

        let logs = URL(fileURLWithPath: "\(TestStack.directory ?? "")/log")
        func text(_ name: String) throws -> String {
          String(decoding: try Data(contentsOf: logs.appending(path: name)), as: UTF8.self)
        }
        // Logs are written in the background and in order: once the line of a later request is there, all earlier lines are.
        let marker = "marker-\(unique())"
        for origin in [chain.users, chain.orders, chain.payments] {
          _ = try await chain.client.send(.get, origin, headers: [("X-Request-ID", marker)])
        }
        _ = try await chain.client.send(.get, "\(chain.nginx)/nothing", headers: [("X-Request-ID", marker)])
        _ = try await chain.client.send(.get, "\(chain.gateway)/nothing", headers: [("X-Request-ID", marker)])
        let written = ["user-service.log", "order-service.log", "payment-service.log", "gateway.log", "nginx-access.log"]
        try await eventually("the markers in the logs") { try written.allSatisfy { try text($0).contains(marker) } }
        for name in written { #expect(try text(name).contains(requestID), "\(name)") }
        for name in try FileManager.default.contentsOfDirectory(atPath: logs.path) where name.hasSuffix(".log") {
          #expect(try !text(name).contains(secret), "\(name)")
        }
      }
    }
  }
}
