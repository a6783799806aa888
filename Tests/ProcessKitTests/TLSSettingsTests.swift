import Logging
import ProcessKit
import TLS
import TestSupport
import Testing

@Suite struct TLSSettingsTests {
  private func read(_ environment: [String: String]) throws(ConfigurationError) -> ProcessTLS {
    try SettingsReader(environment: environment).tls(TLSSettings())
  }

  @Test func readsPairsOfFilesAndNames() throws {
    #expect(try read([:]) == ProcessTLS(reloadInterval: .seconds(10)))
    let tls = try read([
      "TLS_CERTIFICATE_FILE": "a.pem, b.pem", "TLS_KEY_FILE": "a.key,b.key", "TLS_CLIENT_CA_FILE": "ca.pem",
      "TLS_CLIENT_NAMES": "gateway,nginx", "TLS_RELOAD_SECONDS": "0", "TLS_OUTBOUND_CA_FILE": "other.pem",
      "TLS_OUTBOUND_CERTIFICATE_FILE": "own.pem", "TLS_OUTBOUND_KEY_FILE": "own.key",
    ])
    #expect(
      tls
        == ProcessTLS(
          server: TLSServerFiles(
            identities: [TLSIdentity(certificate: "a.pem", key: "a.key"), TLSIdentity(certificate: "b.pem", key: "b.key")],
            clientAuthorities: "ca.pem", clientNames: ["gateway", "nginx"]),
          outbound: TLSClientFiles(authorities: "other.pem", identity: TLSIdentity(certificate: "own.pem", key: "own.key")),
          reloadInterval: nil))
  }

  @Test(arguments: [
    (["TLS_CERTIFICATE_FILE": "a.pem"], "TLS_KEY_FILE is not set, and TLS_CERTIFICATE_FILE needs it"),
    (["TLS_KEY_FILE": "a.key"], "TLS_CERTIFICATE_FILE is not set, and TLS_KEY_FILE needs it"),
    (["TLS_CERTIFICATE_FILE": "a.pem,b.pem", "TLS_KEY_FILE": "a.key"], "TLS_KEY_FILE must name one key for each certificate"),
    (["TLS_CERTIFICATE_FILE": "a.pem,", "TLS_KEY_FILE": "a.key"], "TLS_CERTIFICATE_FILE must be paths with commas between them"),
    (["TLS_CLIENT_CA_FILE": "ca.pem"], "TLS_CERTIFICATE_FILE is not set, and TLS_CLIENT_CA_FILE needs it"),
    (
      ["TLS_CERTIFICATE_FILE": "a.pem", "TLS_KEY_FILE": "a.key", "TLS_CLIENT_NAMES": "x"],
      "TLS_CLIENT_CA_FILE is not set, and TLS_CLIENT_NAMES needs it"
    ),
    (["TLS_OUTBOUND_CERTIFICATE_FILE": "a.pem"], "TLS_OUTBOUND_KEY_FILE is not set, and TLS_OUTBOUND_CERTIFICATE_FILE needs it"),
    (["TLS_OUTBOUND_KEY_FILE": "a.key"], "TLS_OUTBOUND_CERTIFICATE_FILE is not set, and TLS_OUTBOUND_KEY_FILE needs it"),
  ])
  func refusesWhatIsIncomplete(environment: [String: String], message: String) {
    let problem = #expect(throws: ConfigurationError.self) { try read(environment) }
    #expect(problem?.description == message)
  }

  @Test func readsReplacedFilesAndKeepsThePreviousOnesIfTheyCannotBeUsed() async throws {
    try await TestAuthority.with { authority in
      let identity = try await authority.issue("server", for: ["DNS:a"], days: 3)
      let next = try await authority.issue("next", for: ["DNS:a"])
      let context = try TLSServerContext(TLSServerFiles(identities: [identity]))
      let log = RecordedLog()
      let watch = TLSWatch(interval: .milliseconds(10), logger: log.logger) { [context] }
      try await withThrowingTaskGroup(of: Void.self) { tasks in
        tasks.addTask { try await watch.run() }
        try await eventually("it warns of the end", timeout: .seconds(60)) {
          // Within the second of its issue the certificate is valid for three whole days.
          [2, 3].contains { log.lines.contains("warning the certificate expires soon days=\($0) file=\(identity.certificate)") }
        }
        _ = try await Command.output("cp", [next.certificate, identity.certificate])
        try await eventually("the certificate without its key is rejected", timeout: .seconds(60)) {
          log.lines.contains {
            $0.hasPrefix("error certificates rejected; the previous ones are still used reason=\(identity.key) is not")
          }
        }
        _ = try await Command.output("cp", [next.key, identity.key])
        try await eventually("both are used", timeout: .seconds(60)) { log.lines.contains("notice certificates reloaded") }
        tasks.cancelAll()
      }
      let validity = try #require(context.validities.first).validity
      #expect(validity > .seconds(4 * 86_400))
    }
  }

  @Test func logsACertificateThatHasExpired() async throws {
    try await TestAuthority.with { authority in
      let identity = try await authority.issue("server", for: ["DNS:a"], days: -1)
      let context = try TLSServerContext(TLSServerFiles(identities: [identity]))
      let log = RecordedLog()
      try await withThrowingTaskGroup(of: Void.self) { tasks in
        tasks.addTask { try await TLSWatch(interval: nil, logger: log.logger) { [context] }.run() }
        try await eventually("the line") { log.lines == ["error the certificate has expired file=\(identity.certificate)"] }
        tasks.cancelAll()
      }
    }
  }
}
