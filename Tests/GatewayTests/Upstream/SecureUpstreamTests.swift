import HTTPCore
import Synchronization
import TLS
import TestSupport
import Testing

@testable import Gateway
@testable import GraphTools

/// The gateway with TLS on both sides: its own certificate, and `https` services.
@Suite struct SecureUpstreamTests {
  private final class Shop: HTTPHandler {
    let calls = Atomic<Int>(0)

    func respond(to request: HTTPRequest) async -> HTTPResponse {
      calls.wrappingAdd(1, ordering: .relaxed)
      return HTTPResponse(headers: ["content-type": "application/json"], body: Array(#"{"n":7}"#.utf8))
    }
  }

  private static func schema(_ tls: String = "") -> [SourceFile] {
    [
      SourceFile(
        name: "shop.graphql",
        text: """
          extend schema @service(name: "shop", url: "{$env.UPSTREAM}", retry: { attempts: 3 }\(tls))
          type Query { n: Int @rest(service: "shop", GET: "/n", at: "n") }
          """)
    ]
  }

  @Test func callsAServiceWithTheAuthorityAndTheCertificateOfItsTLS() async throws {
    try await TestAuthority.with { authority in
      let shop = Shop()
      let identity = try await authority.issue("shop", for: ["DNS:shop.internal"])
      let own = try await authority.issue("gateway", for: ["DNS:gateway"])
      let files = TLSServerFiles(identities: [identity], clientAuthorities: authority.certificate, clientNames: ["gateway"])
      let tls =
        ", tls: { ca: \"{$env.SHOP_CA}\", cert: \"\(own.certificate)\", key: \"\(own.key)\", serverName: \"{$env.SHOP_NAME}\" }"
      try await RunningGateway.with(
        files: Self.schema(tls), upstream: shop, upstreamTLS: files,
        settings: ["SHOP_CA": authority.certificate, "SHOP_NAME": "shop.internal"]
      ) { (gateway: RunningGateway) async throws in
        for _ in 0..<3 { #expect(try await gateway.query("{ n }") == #"{"data":{"n":7}}"#) }
      }
      #expect(shop.calls.load(ordering: .relaxed) == 3)
    }
  }

  @Test func takesWhatTLSLeavesOutFromTheSettings() async throws {
    try await TestAuthority.with { authority in
      let shop = Shop()
      let identity = try await authority.issue("shop", for: ["IP:127.0.0.1"])
      let own = try await authority.issue("gateway", for: ["DNS:gateway"])
      try await RunningGateway.with(
        files: Self.schema(), upstream: shop,
        upstreamTLS: TLSServerFiles(identities: [identity], clientAuthorities: authority.certificate, clientNames: ["gateway"]),
        settings: [
          "TLS_OUTBOUND_CA_FILE": authority.certificate, "TLS_OUTBOUND_CERTIFICATE_FILE": own.certificate, "TLS_OUTBOUND_KEY_FILE": own.key,
        ]
      ) { (gateway: RunningGateway) async throws in
        #expect(try await gateway.query("{ n }") == #"{"data":{"n":7}}"#)
      }
    }
  }

  @Test func aCertificateThatIsNotAcceptedIsLoggedAndTheClientSeesNoReason() async throws {
    try await TestAuthority.with { authority in
      let other = try await authority.other()
      for (names, days, issuer, problem) in [
        (["IP:127.0.0.1"], -1, authority, "has expired"), (["DNS:shop"], 5, authority, "another name"),
        (["IP:127.0.0.1"], 5, other, "unknown authority"),
      ] {
        let shop = Shop()
        let identity = try await issuer.issue("shop", for: names, days: days)
        let log = RecordedLog()
        try await RunningGateway.with(
          files: Self.schema(", tls: { ca: \"\(authority.certificate)\" }"), upstream: shop,
          upstreamTLS: TLSServerFiles(identities: [identity]),
          logger: log.logger
        ) { (gateway: RunningGateway) async throws in
          let answer = try await gateway.query("{ n }")
          let error = #""message":"There is no secure connection to the shop service.","locations":[{"line":1,"column":3}],"path":["n"]"#
          let code = #""extensions":{"code":"SERVICE_UNAVAILABLE","service":"shop"}"#
          #expect(answer == #"{"errors":[{\#(error),\#(code)}],"data":{"n":null}}"#)
        }
        let lines = log.lines.filter { $0.hasPrefix("warning upstream call failed") }
        // A handshake that failed fails again: the call is not repeated.
        #expect(lines.count == 1 && lines.allSatisfy { $0.contains("service=shop") && $0.contains(problem) }, "\(log.lines)")
        #expect(shop.calls.load(ordering: .relaxed) == 0)
      }
    }
  }

  @Test func servesTLSToClientsWithACertificate() async throws {
    try await TestAuthority.with { authority in
      let identity = try await authority.issue("gateway", for: ["IP:127.0.0.1"])
      let client = try await authority.issue("nginx", for: ["DNS:nginx"])
      try await RunningGateway.with(
        files: Self.schema(), upstream: Shop(), clientTLS: TLSClientFiles(authorities: authority.certificate, identity: client),
        settings: [
          "TLS_CERTIFICATE_FILE": identity.certificate, "TLS_KEY_FILE": identity.key, "TLS_CLIENT_CA_FILE": authority.certificate,
          "TLS_CLIENT_NAMES": "client, nginx",
        ]
      ) { (gateway: RunningGateway) async throws in
        #expect(gateway.url.scheme == .https)
        #expect(try await gateway.query("{ n }") == #"{"data":{"n":7}}"#)
        // RFC 6797 §7.1: over TLS only.
        #expect(try await gateway.send("GET", "/health").headers["strict-transport-security"]?.hasPrefix("max-age=") == true)
        let stranger = RunningGateway(url: try #require(HTTPURL("http://127.0.0.1:\(gateway.url.port)")), client: gateway.client)
        await #expect(throws: (any Error).self) { try await stranger.query("{ n }") }
      }
    }
  }

  @Test func filesThatCannotBeUsedStopTheStart() async throws {
    try await TestAuthority.with { authority in
      let identity = try await authority.issue("gateway", for: ["DNS:gateway"])
      func problem(_ settings: [String: String], tls: String = "", url: String = "https://shop") -> String? {
        do {
          let configuration = try GatewayConfiguration(
            environment: ["EVENT_LOOPS": "1", "UPSTREAM": url].merging(settings) { $1 })
          _ = try GatewayApp(configuration: configuration, files: Self.schema(tls))
          return nil
        } catch {
          return "\(error)"
        }
      }
      #expect(problem([:]) == nil)
      #expect(
        problem(["TLS_CERTIFICATE_FILE": "/none.pem", "TLS_KEY_FILE": identity.key])
          == "TLS_CERTIFICATE_FILE names a file that cannot be used: /none.pem does not exist")
      #expect(problem(["TLS_CERTIFICATE_FILE": identity.certificate]) == "TLS_KEY_FILE is not set, and TLS_CERTIFICATE_FILE needs it.")
      #expect(
        problem(["TLS_OUTBOUND_CA_FILE": identity.key])
          == "TLS_OUTBOUND_CA_FILE names a file that cannot be used: \(identity.key) is not a PEM file of certificates")
      let service = try #require(problem([:], tls: ", tls: { ca: \"/none.pem\" }"))
      #expect(service.contains("The TLS files of the service \"shop\" cannot be used: /none.pem does not exist."), "\(service)")
    }
  }
}
