import HTTPCore
import Synchronization
import TestSupport
import Testing

@testable import Gateway
@testable import GraphTools

/// What the directives of access need of the gateway's settings.
@Suite struct AccessSettingsTests {
  /// A service that answers 1 and remembers what it was asked.
  private final class Ones: HTTPHandler {
    private let seen = Mutex<[String]>([])

    var targets: [String] { seen.withLock { $0 } }

    func respond(to request: HTTPRequest) async -> HTTPResponse {
      seen.withLock { $0.append(request.target) }
      return HTTPResponse(headers: ["content-type": "application/json"], body: [UInt8(ascii: "1")])
    }
  }

  private static func file(_ directive: String) -> SourceFile {
    SourceFile(
      name: "notes.graphql",
      text: """
        extend schema @service(name: "notes", url: "{$env.UPSTREAM}", forward: ["authorization"])
        type Query {
          open: Int @rest(service: "notes", GET: "/open")
          closed: Int @\(directive) @rest(service: "notes", GET: "/closed")
        }
        type Mutation { close: Int @\(directive) @rest(service: "notes", POST: "/close") }
        """)
  }

  @Test(arguments: ["authenticated", "requiresScopes(scopes: [[\"a\"]])"])
  func withoutVerifiedTokensEverybodyIsRefusedAndTheLogSaysWhy(_ directive: String) async throws {
    let (log, service) = (RecordedLog(), Ones())
    try await RunningGateway.with(files: [Self.file(directive)], upstream: service, logger: log.logger) { gateway in
      for headers: HTTPFields in [[:], ["authorization": "Bearer t"]] {
        let answer = try await gateway.query("{ open closed }", headers: headers)
        #expect(answer.hasSuffix(#""data":{"open":1,"closed":null}}"#), "\(answer)")
        #expect(answer.contains(#""path":["closed"],"extensions":{"code":"UNAUTHORIZED_FIELD_OR_TYPE"}"#), "\(answer)")
        #expect(try await gateway.query("mutation { close }", headers: headers).hasSuffix(#""data":{"close":null}}"#))
      }
    }
    #expect(service.targets == ["/open", "/open"])
    let line = try #require(log.lines.first { $0.contains("no token is verified") })
    #expect(line.hasPrefix("warning"))
    #expect(line.contains("set JWT_SECRET"))
    #expect(line.hasSuffix("first=@\(directive.prefix { $0 != "(" }) at notes.graphql:4:15 uses=2"), "\(line)")
  }

  @Test func withoutADeciderAPolicyDoesNotStart() throws {
    let configuration = try GatewayConfiguration(environment: ["GATEWAY_PORT": "0", "EVENT_LOOPS": "1", "UPSTREAM": "http://127.0.0.1:1"])
    #expect {
      try GatewayApp(configuration: configuration, files: [Self.file(#"policy(policies: [["a"]])"#)], logger: RunningGateway.silent)
    } throws: { error in
      "\(error)".contains("notes.graphql:4:15: error: @policy needs somebody who decides: set POLICY_URL or POLICY_CLAIM")
    }
  }
}
