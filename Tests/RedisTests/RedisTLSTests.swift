import Logging
import Sockets
import TLS
import TestSupport
import Testing

@testable import Redis

/// `rediss` against a Redis of the test that has TLS and asks for client certificates.
@Suite(.needsRedis, .timeLimit(.minutes(1))) struct RedisTLSTests {
  @Test func provesWhoItIsAndVerifiesTheServer() async throws {
    try await TestAuthority.with { authority in
      let other = try await authority.other()
      let identity = try await authority.issue("redis", for: ["IP:127.0.0.1", "DNS:localhost"])
      let own = try await authority.issue("order-service", for: ["DNS:order-service"])
      let port = try FreePort.find()
      try await Command.whileRunning(
        "redis-server",
        [
          "--bind", "127.0.0.1", "--port", "0", "--tls-port", "\(port)", "--tls-cert-file", identity.certificate, "--tls-key-file",
          identity.key,
          "--tls-ca-cert-file", authority.certificate, "--tls-auth-clients", "yes", "--save", "", "--dir", authority.directory,
        ]
      ) {
        let trusted = TLSClientFiles(authorities: authority.certificate, identity: own)
        try await Self.withClient(port, try TLSClientContext(trusted)) { redis in
          try await eventually("Redis answers") { await redis.ping() }
          // More than one record, and many commands at once.
          let large = String(repeating: "0123456789", count: 20_000)
          try await withThrowingTaskGroup(of: Void.self) { tasks in
            for number in 0..<50 {
              tasks.addTask {
                try await redis.set("key \(number)", large + "\(number)")
                let value = try await redis.get("key \(number)")
                #expect(value == large + "\(number)")
              }
            }
            try await tasks.waitForAll()
          }
        }
        for (files, reason) in [
          // The server closes the connection after its refusal, and a reset can overtake the refusal.
          (TLSClientFiles(authorities: authority.certificate), ""),
          (TLSClientFiles(authorities: other.certificate, identity: own), "unknown authority"),
          (TLSClientFiles(authorities: authority.certificate, identity: own, serverName: "elsewhere"), "another name"),
        ] {
          let log = RecordedLog()
          try await Self.withClient(port, try TLSClientContext(files), log) { redis in
            try await eventually("the log says that it does not connect") {
              log.lines.contains { $0.hasPrefix("warning cannot connect to Redis") && (reason.isEmpty || $0.contains(reason)) }
            }
            #expect(await redis.ping() == false)
          }
        }
        // Without certificates to verify with, nothing is sent.
        try await Self.withClient(port, nil) { redis in #expect(await redis.ping() == false) }
      }
    }
  }

  private static func withClient(
    _ port: Int, _ tls: TLSClientContext?, _ log: RecordedLog = RecordedLog(), _ body: @Sendable (RedisClient) async throws -> Void
  ) async throws {
    let group = try EventLoopGroup(count: 1)
    defer { group.shutdown() }
    var configuration = try #require(RedisConfiguration(url: "rediss://127.0.0.1:\(port)"))
    configuration.tls = tls
    let client = RedisClient(configuration, group: group, logger: log.logger)
    try await withThrowingTaskGroup(of: Void.self) { tasks in
      tasks.addTask { try await client.run() }
      defer { tasks.cancelAll() }
      try await body(client)
    }
  }
}
