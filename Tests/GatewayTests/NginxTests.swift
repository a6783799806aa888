import Foundation
import HTTPClient
import HTTPCore
import JSON
import Synchronization
import TLS
import TestSupport
import Testing

@testable import Gateway

private let nginxBinary = ["/usr/sbin/nginx", "/usr/bin/nginx", "/opt/homebrew/bin/nginx"].first {
  FileManager.default.isExecutableFile(atPath: $0)
}

/// nginx with nginx/nginx.conf.in in front of a gateway in this process.
@Suite(.enabled(if: nginxBinary != nil, "nginx is not installed"), .serialized)
struct NginxTests {
  /// Counts the calls that reach the services.
  private final class Counting: HTTPHandler {
    let calls = Atomic<Int>(0)
    /// The traceparent and the tracestate of each call.
    let traces = Mutex<[(String?, String?)]>([])

    func respond(to request: HTTPRequest) async -> HTTPResponse {
      traces.withLock { $0.append((request.headers["traceparent"], request.headers["tracestate"])) }
      calls.wrappingAdd(1, ordering: .relaxed)
      let body = #"{"success":true,"message":"m","data":{"token":"t","refreshToken":"r","expiresIn":1,"user":{"id":"u1"}}}"#
      return HTTPResponse(status: .ok, headers: ["content-type": "application/json"], body: Array(body.utf8))
    }
  }

  @Test func cachesTheExplorerAndNoMutation() async throws {
    let upstream = Counting()
    try await RunningGateway.with(upstream: upstream) { gateway in
      try await withNginx(gateway) { proxy in
        #expect(try await proxy.send("GET", "/").headers["x-cache-status"] == "MISS")
        let kept = try await proxy.send("GET", "/")
        #expect(kept.headers["x-cache-status"] == "HIT")
        #expect(kept.headers["x-content-type-options"] == "nosniff")
        let login = #"{"query":"mutation { login(input: {email: \"a@b.c\" password: \"12345678\"}) { token } }"}"#
        for _ in 1...2 {
          let response = try await proxy.send("POST", "/graphql", headers: ["content-type": "application/json"], body: login)
          #expect(String(decoding: response.body, as: UTF8.self) == #"{"data":{"login":{"token":"t"}}}"#)
          #expect(response.headers["x-cache-status"] == "MISS")
          #expect(response.headers["cache-control"] == "no-store")
        }
        #expect(upstream.calls.load(ordering: .relaxed) == 2)
        let tagged = try await proxy.send("GET", "/health", headers: ["x-request-id": "mine-7"])
        #expect(tagged.headers.values("x-request-id") == ["mine-7"])
      }
    }
  }

  @Test func answersErrorsInTheFormatOfTheAPI() async throws {
    try await RunningGateway.with(upstream: Counting()) { gateway in
      try await withNginx(gateway) { proxy in
        let big = String(repeating: " ", count: 1024 * 1024 + 1)
        let refused = try await proxy.send("POST", "/graphql", headers: ["content-type": "application/json"], body: big)
        #expect(refused.status.code == 413)
        #expect(String(decoding: refused.body, as: UTF8.self).contains(#""extensions":{"code":"PAYLOAD_TOO_LARGE"}"#))
        #expect(refused.headers["x-cache-status"] == "BYPASS")
        #expect(refused.headers["cache-control"] == "no-store")
        // 8 KiB is past what the cache key takes and well within what the gateway takes.
        let long = #"{"query":"{ __typename }"}"# + String(repeating: " ", count: 600_000)
        let accepted = try await proxy.send("POST", "/graphql", headers: ["content-type": "application/json"], body: long)
        #expect(accepted.status == .ok)
        #expect(accepted.headers["x-cache-status"] == "BYPASS")
        // The services' ports are closed here.
        let away = try await proxy.send("GET", "/api/v1/orders")
        #expect(away.status == .badGateway)
        #expect(String(decoding: away.body, as: UTF8.self).contains(#""success":false"#))
        #expect(try await proxy.send("GET", "/api/v1/orderswhatever").status == .notFound)
        #expect(try await proxy.send("GET", "/metrics").status == .notFound)
      }
    }
  }

  /// What browsers are told is the same with and without nginx, once each, for pages, responses, refusals and preflights.
  @Test func headersForBrowsersAreThoseOfTheGateway() async throws {
    let names = [
      "x-content-type-options", "x-frame-options", "referrer-policy", "cross-origin-opener-policy", "content-security-policy", "vary",
      "cache-control", "access-control-allow-origin", "access-control-allow-credentials", "access-control-expose-headers",
      "access-control-max-age", "strict-transport-security",
    ]
    let origin = "https://app.example"
    let settings = ["CORS_ORIGINS": origin, "CORS_CREDENTIALS": "true"]
    let json: HTTPFields = ["content-type": "application/json", "origin": origin]
    let preflight: HTTPFields = ["origin": origin, "access-control-request-method": "POST"]
    try await RunningGateway.with(upstream: Counting(), settings: settings) { gateway in
      try await withNginx(gateway) { proxy in
        for (method, target, headers, body) in [
          ("GET", "/", [:], ""), ("GET", "/explorer.js", [:], ""), ("POST", "/graphql", json, #"{"query":"{ __typename }"}"#),
          ("POST", "/graphql", json, "{"), ("GET", "/graphql?query=%7B__typename%7D", [:], ""), ("OPTIONS", "/graphql", preflight, ""),
          ("GET", "/health", [:], ""),
        ] as [(String, String, HTTPFields, String)] {
          let direct = try await gateway.send(method, target, headers: headers, body: body)
          let proxied = try await proxy.send(method, target, headers: headers, body: body)
          #expect(direct.status == proxied.status)
          for name in names {
            // nginx compresses, and says so.
            let told = proxied.headers.values(name).filter { $0 != "Accept-Encoding" }
            #expect(direct.headers.values(name) == told, "\(method) \(target) \(name)")
          }
        }
      }
    }
  }

  @Test func speaksTLSAndHTTP2WithClientsAndMutualTLSWithTheGateway() async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("trellis-certs-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let script = SpecFile.projectSchema.deletingLastPathComponent().appendingPathComponent("deploy/local/certs")
    _ = try await Command.output("bash", [script.path, folder.path])
    @Sendable func file(_ name: String) -> String { folder.appendingPathComponent(name).path }
    func identity(_ name: String) -> TLSIdentity { TLSIdentity(certificate: file("\(name).pem"), key: file("\(name).key")) }
    let upstream = Counting()
    let own = identity("gateway")
    try await RunningGateway.with(
      upstream: upstream,
      upstreamTLS: TLSServerFiles(identities: [identity("user-service")], clientAuthorities: file("ca.pem"), clientNames: ["gateway"]),
      clientTLS: TLSClientFiles(authorities: file("ca.pem")),
      settings: [
        "TLS_CERTIFICATE_FILE": own.certificate, "TLS_KEY_FILE": own.key, "TLS_CLIENT_CA_FILE": file("ca.pem"), "TLS_CLIENT_NAMES": "nginx",
        "TLS_OUTBOUND_CA_FILE": file("ca.pem"), "TLS_OUTBOUND_CERTIFICATE_FILE": own.certificate, "TLS_OUTBOUND_KEY_FILE": own.key,
      ]
    ) { gateway in
      // A client without the certificate of nginx does not reach the gateway itself.
      await #expect(throws: HTTPClientError.self) { try await gateway.send("GET", "/health") }
      try await withNginx(gateway, certificates: folder.path) { proxy, _ in
        #expect(proxy.url.scheme == .https)
        let headers: HTTPFields = ["content-type": "application/json"]
        let response = try await proxy.send("POST", "/graphql", headers: headers, body: Self.login)
        #expect(String(decoding: response.body, as: UTF8.self) == #"{"data":{"login":{"token":"t"}}}"#)
        #expect(upstream.calls.load(ordering: .relaxed) == 1)
        let version = try await Command.output(
          "curl",
          [
            "-sS", "--http2", "--cacert", file("ca.pem"), "-o", "/dev/null", "-w", "%{http_version}",
            "https://127.0.0.1:\(proxy.url.port)/health",
          ])
        #expect(version == "2")
      }
    }
  }

  private static let login = #"{"query":"mutation { login(input: {email: \"a@b.c\" password: \"12345678\"}) { token } }"}"#

  @Test func logsTheTraceOfARequestAndPassesItOn() async throws {
    let valid = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
    let cases: [(sent: String?, isKept: Bool)] = [
      (valid, true), ("01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00-later", true), (nil, false), ("nonsense", false),
      (valid + "-x", false), ("ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", false),
      ("00-00000000000000000000000000000000-00f067aa0ba902b7-01", false), (valid.uppercased(), false),
    ]
    let upstream = Counting()
    try await RunningGateway.with(upstream: upstream) { gateway in
      try await withNginx(gateway) { proxy, folder in
        for (number, one) in cases.enumerated() {
          var headers: HTTPFields = ["content-type": "application/json", "x-request-id": "trace-\(number)", "tracestate": "a=b"]
          headers["traceparent"] = one.sent
          _ = try await proxy.send("POST", "/graphql", headers: headers, body: Self.login)
          let line = try await logLine(containing: "\"trace-\(number)\"", folder)
          let traceID = try #require(line["traceId"]?.string)
          #expect(traceID.utf8.count == 32)
          #expect((traceID == "4bf92f3577b34da6a3ce929d0e0e4736") == one.isKept, "\(one)")
          let received = try #require(upstream.traces.withLock { $0.last })
          #expect(received.0?.contains(traceID) == true, "\(one): \(received)")
          if !one.isKept { #expect(received.1 == nil) }
        }
      }
    }
  }

  @Test func logsNoQueryAndNoReferer() async throws {
    try await RunningGateway.with(upstream: Counting()) { gateway in
      try await withNginx(gateway) { proxy, folder in
        let headers: HTTPFields = ["referer": "http://shop.example/?access_token=secret-word", "x-request-id": "asked"]
        let targets = [
          "/graphql?access_token=secret-word", "/?secret-word", "/nothing?a=secret-word", "/graphql?query=%7Bx(secret-word",
          // No service listens here, so nginx has an error to log.
          "/api/v1/orders?access_token=secret-word", "/api/v1/users/me?secret-word",
          "/" + String(repeating: "a", count: 8300) + "?secret-word",
        ]
        for target in targets { _ = try await proxy.send("GET", target, headers: headers) }
        let big = String(repeating: " ", count: 1024 * 1024 + 1)
        _ = try? await proxy.send("POST", "/graphql?access_token=secret-word", headers: headers, body: big)
        _ = try await proxy.send("GET", "/health", headers: ["x-request-id": "the-last"])
        _ = try await logLine(containing: "the-last", folder)
        let line = try await logLine(containing: "/api/v1/orders", folder)
        #expect(line["path"]?.string == "/api/v1/orders")
        #expect(line["upstreamStatus"]?.string == "502")
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) where name.hasSuffix(".log") {
          let text = try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
          #expect(!text.contains("secret-word"), "\(name): \(text)")
        }
      }
    }
  }

  /// The first line of the access log with a text, once nginx has written it.
  private func logLine(containing text: String, _ folder: URL) async throws -> JSONValue {
    let found = Mutex<JSONValue?>(nil)
    try await eventually("a line with \(text)") {
      let log = (try? String(contentsOf: folder.appendingPathComponent("nginx-access.log"), encoding: .utf8)) ?? ""
      let line = log.split(separator: "\n").first { $0.contains(text) }
      found.withLock { $0 = line.flatMap { try? JSONValue(parsing: String($0)) } }
      return found.withLock { $0 } != nil
    }
    return try #require(found.withLock { $0 })
  }

  private func withNginx(_ gateway: RunningGateway, _ body: (RunningGateway) async throws -> Void) async throws {
    try await withNginx(gateway) { proxy, _ in try await body(proxy) }
  }

  /// - Parameter certificates: a folder as deploy/local/certs makes it; nginx speaks TLS then.
  private func withNginx(
    _ gateway: RunningGateway, certificates: String = "", _ body: (RunningGateway, URL) async throws -> Void
  ) async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("trellis-nginx-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let port = try FreePort.find()
    let closed = String(try FreePort.find())
    let script = SpecFile.projectSchema.deletingLastPathComponent().appendingPathComponent("nginx/render")
    let rendered = try await Command.output(
      "/bin/sh", [script.path],
      environment: [
        "NGINX_PORT": String(port), "GATEWAY_PORT": String(gateway.url.port), "RUN_DIR": folder.path, "LOG_DIR": folder.path,
        "CACHE_DIR": folder.appendingPathComponent("cache").path, "USER_SERVICE_PORT": closed, "ORDER_SERVICE_PORT": closed,
        "PAYMENT_SERVICE_PORT": closed, "NGINX_TLS_DIR": certificates,
      ])
    let file = folder.appendingPathComponent("nginx.conf")
    // Workers of an nginx that root starts run as another user, who cannot enter the folder.
    let user = getuid() == 0 ? "user root;\n" : ""
    try (user + rendered).write(to: file, atomically: true, encoding: .utf8)
    let binary = try #require(nginxBinary)
    let arguments = ["-p", folder.path, "-c", file.path, "-e", folder.appendingPathComponent("nginx.log").path]
    _ = try await Command.output(binary, arguments + ["-t", "-q"])

    try await Command.whileRunning(binary, arguments + ["-g", "daemon off;"]) {
      let scheme = certificates.isEmpty ? "http" : "https"
      let proxy = RunningGateway(url: try #require(HTTPURL("\(scheme)://127.0.0.1:\(port)")), client: gateway.client)
      try await eventually("nginx answers") { try await proxy.send("GET", "/health").status == .ok }
      try await body(proxy, folder)
    }
  }
}
