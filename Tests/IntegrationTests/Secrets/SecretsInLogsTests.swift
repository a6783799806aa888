import Foundation
import TestSupport
import Testing

/// Checks that deploy/local/secrets-in-logs, which `make test` runs at its end, finds secrets.
@Suite(.timeLimit(.minutes(1))) struct SecretsInLogsTests {
  private static let settings = """
    # PASSWORD=in-a-comment
    JWT_SECRET=the-signing-secret
    USER_DATABASE_URL=postgres://user_service:the-database-word@127.0.0.1:5432/user_service
    """

  /// Runs the script over one log among clean ones.
  private func look(at line: String, named name: String = "gateway.log") async throws -> Command {
    let folder = FileManager.default.temporaryDirectory.appending(path: "logs-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let clean = """
      {"timestamp":"2026-11-21T04:11:05.123456Z","level":"info","message":"request","requestId":"0193a6d0-0000-7000-8000-000000000003"}
      2026-11-21 04:11:05 [info] <0.9.0> traceparent 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01 of user_service

      """
    try Data(clean.utf8).write(to: folder.appending(path: "nginx.log"))
    try Data((clean + line + "\n" + clean).utf8).write(to: folder.appending(path: name))
    try Data(Self.settings.utf8).write(to: folder.appending(path: "env"))
    let script = Repository.url("deploy/local/secrets-in-logs").path
    return try await Command.run(script, [folder.path, folder.appending(path: "env").path])
  }

  @Test(arguments: [
    (#"{"authorization":"Bearer abcdefghijklmnop.1234"}"#, "a bearer token"),
    ("token=eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl", "an access token"),
    (#"{"refreshToken":"dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"}"#, "a refresh or single-use token"),
    ("hash $argon2id$v=19$m=65536,t=3,p=4$c2FsdA$aGFzaA", "a password hash"),
    ("login with password123", "a password"), ("login with alice-password", "a password"),
    (#"{"token":"tok_declined"}"#, "a payment token"),
    (#"{"message":"request","path":"/api/v1/orders","query":"access_token=abc"}"#, "a query string"),
    (#"{"message":"request","path":"/api/v1/orders?access_token=abc"}"#, "a query string"),
    (#"{"message":"request","path":"/api/v1/orders?limit=20"}"#, "a query string"),
    (#"upstream timed out, request: "GET /graphql?query=x HTTP/1.1", upstream: "x""#, "a query string"),
    (#"connect() failed, upstream: "http://127.0.0.1:4000/graphql?query=x""#, "a query string"),
    (#"referrer: "https://shop.example/page?session=abc""#, "a query string"),
    ("call failed: a&access_token=abc", "a secret in a query string"),
    ("secret the-signing-secret", "a secret of the settings"), ("postgres://u:the-database-word@h", "a secret of the settings"),
  ]) func findsSecrets(line: String, kind: String) async throws {
    let found = try await look(at: line)
    #expect(found.status == 1)
    #expect(found.output.contains("gateway.log line 3: \(kind)"), "\(found.output)")
    #expect(!found.output.contains(line))
  }

  @Test func reportsNothingForCleanLogs() async throws {
    let template = #"{"path":"/graphql","template":"/orders?status={$args.status}&limit=1","reason":"is it up? a = b"}"#
    let found = try await look(at: "in-a-comment, password, token, Bearer \(template)")
    #expect(found.status == 0 && found.output == "")
  }

  @Test func ignoresTheReportsOfTests() async throws {
    #expect(try await look(at: "password123", named: "report-1.log").status == 0)
  }
}
