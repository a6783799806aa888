import HTTPCore
import Logging
import Synchronization
import TestSupport
import Testing

@testable import UserService

@Suite(.needsPostgres, .needsRedis) struct SecretsInLogsTests {
  /// Keeps every line at every level.
  private final class Lines: Sendable {
    private let lines = Mutex<[String]>([])
    var text: String { lines.withLock { $0.joined(separator: "\n") } }
    func add(_ line: String) { lines.withLock { $0.append(line) } }
  }

  private struct Handler: LogHandler {
    let lines: Lines
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.trace
    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
      get { metadata[key] }
      set { metadata[key] = newValue }
    }
    func log(event: LogEvent) { lines.add("\(event.message) \(metadata) \(event.metadata ?? [:])") }
  }

  @Test func noSecretAndNoTokenIsLogged() async throws {
    let lines = Lines()
    let logger = Logger(label: "test") { _ in Handler(lines: lines) }
    try await UserServiceFixture.with(logger: logger) { service in
      let account = try await service.register()
      let signedIn = try await service.logIn(account.email)
      _ = try await service.logIn(account.email, "wrong-password-here")
      _ = try await service.send(.post, "/password-reset", #"{"email":"\#(account.email)"}"#)
      try await service.deliverMail()
      let mailed = try #require(try await service.mailedToken(to: account.email, "Set a new password"))
      _ = try await service.send(.post, "/password-reset/confirm", #"{"token":"\#(mailed)","password":"another-password"}"#)
      _ = try await service.send(.post, "/refresh", #"{"refreshToken":"\#(account.refreshToken)"}"#)
      _ = try await service.send(.get, "/me", token: "not.a.token")
      let secrets = [
        "password123", "wrong-password-here", "another-password", mailed, account.token, account.refreshToken, "not.a.token",
        signedIn.data?["token"]?.string ?? "", signedIn.data?["refreshToken"]?.string ?? "",
      ]
      #expect(lines.text.contains("/api/v1/users/login"))
      for secret in secrets { #expect(!lines.text.contains(secret)) }
    }
  }
}
