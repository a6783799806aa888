import TLS
import Testing

@testable import Gateway

@Suite struct ConfigurationFileTests {
  private func configuration(_ text: String, _ environment: [String: String] = [:]) throws -> GatewayConfiguration {
    try GatewayConfiguration(environment: environment, file: try ConfigurationFile(name: "conf/gateway.yaml", text: text))
  }

  @Test func readsYAML() throws {
    let read = try configuration(
      """
      # a comment
      host: 0.0.0.0
      port: 4100
      schema: graphs
      reloadSeconds: 0
      maxUpstreamCalls: 50
      environment:
        PETS_URL: http://pets
      """)
    #expect(read.host == "0.0.0.0")
    #expect(read.port == 4100)
    #expect(read.schemaDirectory == "conf/graphs")
    #expect(read.reloadInterval == nil)
    #expect(read.maximumUpstreamCalls == 50)
    #expect(read.environment["PETS_URL"] == "http://pets")
  }

  @Test func pathsOfAListAreRelativeToTheFile() throws {
    let files = """
      tlsCertificateFile: [a.pem, /etc/b.pem]
      tlsKeyFile: a.key, /etc/b.key
      tlsClientCAFile: ca.pem
      tlsClientNames: [nginx, gateway]
      """
    #expect(
      try configuration(files).tls.server
        == TLSServerFiles(
          identities: [
            TLSIdentity(certificate: "conf/a.pem", key: "conf/a.key"), TLSIdentity(certificate: "/etc/b.pem", key: "/etc/b.key"),
          ], clientAuthorities: "conf/ca.pem", clientNames: ["nginx", "gateway"]))
  }

  @Test func readsJSON() throws {
    #expect(try configuration(#"{"port": 4100, "logLevel": "debug"}"#).port == 4100)
    #expect(try configuration("").port == 4000)
  }

  @Test func theEnvironmentOverridesTheFile() throws {
    let read = try configuration("port: 4100\nenvironment: { A: file, B: file }", ["GATEWAY_PORT": "4200", "A": "own"])
    #expect(read.port == 4200)
    #expect(read.environment["A"] == "own")
    #expect(read.environment["B"] == "file")
  }

  @Test(arguments: [
    ("host: x\nprot: 1", "conf/gateway.yaml:2:1: error: Unknown setting \"prot\". Did you mean \"port\"?"),
    ("port: many", "conf/gateway.yaml:1:7: error: port must be a whole number from 0 to 65535."),
    ("logLevel: loud", "conf/gateway.yaml:1:11: error: logLevel must be one of"),
    ("- a", "conf/gateway.yaml:1:1: error: A configuration is a mapping"),
    ("port: [1]", "conf/gateway.yaml:1:7: error: \"port\" must be one value."),
    ("port: 1\nport: 2", "is set twice"),
    ("a: [", "conf/gateway.yaml:"),
    ("environment: { GATEWAY_PORT: 1 }", "is a setting. Write it at the top level."),
    (String(repeating: "[", count: 100_000), "nested too deeply"),
  ])
  func reportsTheLineOfAnError(text: String, expected: String) {
    #expect {
      try configuration(text)
    } throws: { error in
      "\(error)".contains(expected)
    }
  }

  /// A value can be a secret under a misspelt name.
  @Test(arguments: ["prot: hunter2", "port: hunter2", "environment: { GATEWAY_PORT: hunter2 }", "a: [hunter2", "port: [hunter2]"])
  func doesNotShowTheLineOfAnError(text: String) {
    #expect {
      try configuration(text)
    } throws: { error in
      !"\(error)".contains("hunter2")
    }
  }

  @Test func limitsTheExpansionOfAliases() {
    var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
    for level in 1..<12 { text += "a\(level): &a\(level) [\(Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", "))]\n" }
    #expect(throws: ConfigurationFile.Invalid.self) { try ConfigurationFile(name: "x", text: text) }
  }
}
