import Testing

@testable import Gateway
@testable import GraphTools

/// A gateway does not start with directives of access that would refuse everybody.
@Suite struct AccessSettingsTests {
  private func failure(_ directive: String, _ settings: [String: String] = [:]) throws -> String {
    let file = SourceFile(
      name: "notes.graphql",
      text: """
        extend schema @service(name: "notes", url: "http://127.0.0.1:1")
        type Query {
          open: Int @rest(service: "notes", GET: "/open")
          closed: Int @\(directive) @rest(service: "notes", GET: "/closed")
        }
        """)
    let configuration = try GatewayConfiguration(environment: ["GATEWAY_PORT": "0", "EVENT_LOOPS": "1"].merging(settings) { $1 })
    do {
      _ = try GatewayApp(configuration: configuration, files: [file], logger: RunningGateway.silent)
      return ""
    } catch let failure as CompositionFailure { return failure.description }
  }

  @Test(arguments: ["authenticated", "requiresScopes(scopes: [[\"a\"]])", "policy(policies: [[\"a\"]])"])
  func withoutVerifiedTokensADirectiveIsRefusedWithItsPlace(_ directive: String) throws {
    for settings in [[:], ["POLICY_CLAIM": "policies"]] {
      let text = try failure(directive, settings)
      let name = directive.prefix { $0 != "(" }
      #expect(text.contains("notes.graphql:4:15: error: @\(name) needs callers whose tokens are verified: set JWT_SECRET"))
    }
  }
}
