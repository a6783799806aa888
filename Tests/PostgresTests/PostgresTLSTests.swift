import Logging
import Sockets
import TestSupport
import Testing

@testable import Postgres

/// `sslmode=verify-full` against the Postgres of a stack with TLS (`TLS=1 make test`).
@Suite(.enabled(if: TestStack.hasTLS, "the stack has no TLS"), .timeLimit(.minutes(1))) struct PostgresTLSTests {
  @Test func verifiesTheServerAndShowsItsOwnCertificate() async throws {
    let url = try #require(TestStack.postgresURL)
    let authority = try #require(TestStack.tls.authorities)
    #expect(try await Self.connects("\(url)?sslmode=verify-full&sslrootcert=\(authority)"))
    try await TestAuthority.with { other in
      let stranger = try await other.issue("stranger", for: ["DNS:stranger"])
      #expect(try await !Self.connects("\(url)?sslmode=verify-full&sslrootcert=\(other.certificate)"))
      #expect(
        try await !Self.connects(
          "\(url)?sslmode=verify-full&sslrootcert=\(authority)&sslcert=\(stranger.certificate)&sslkey=\(stranger.key)"))
    }
    #expect(try await !Self.connects("\(url)?sslmode=disable"))
  }

  private static func connects(_ url: String) async throws -> Bool {
    let group = try EventLoopGroup(count: 1)
    defer { group.shutdown() }
    var configuration = try #require(PostgresConfiguration(url: url, poolSize: 1))
    configuration.acquireTimeout = .seconds(2)
    let client = PostgresClient(configuration, group: group, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    return try await withThrowingTaskGroup(of: Void.self) { tasks in
      tasks.addTask { try await client.run() }
      defer { tasks.cancelAll() }
      return await client.ping()
    }
  }
}
