import TLS
import TestSupport
import Testing

@testable import RabbitMQ

/// `amqps` against a TLS server that speaks no AMQP: what is verified before a password is sent.
struct RabbitMQTLSTests {
  @Test func verifiesTheBroker() async throws {
    try await TestAuthority.with { authority in
      let other = try await authority.other()
      for (names, days, issuer, isTrusted) in [
        (["DNS:localhost"], 5, authority, true), (["DNS:elsewhere"], 5, authority, false), (["DNS:localhost"], -1, authority, false),
        (["DNS:localhost"], 5, other, false),
      ] {
        let identity = try await issuer.issue("broker", for: names, days: days)
        let port = try FreePort.find()
        try await Command.whileRunning(
          "openssl",
          ["s_server", "-accept", "127.0.0.1:\(port)", "-cert", identity.certificate, "-key", identity.key, "-quiet", "-naccept", "1"]
        ) {
          var configuration = try #require(
            RabbitMQConfiguration(url: "amqps://u:p@localhost:\(port)", operationTimeout: .milliseconds(700)))
          configuration.tls = TLSClientFiles(authorities: authority.certificate)
          let problem = try await eventuallyValue("the server answers") { () -> String? in
            let problem = Self.problem(configuration)
            return problem.contains("socket") ? nil : problem
          }
          // Over a connection that is trusted it waits for the broker's first frame.
          #expect(problem.lowercased().contains("ssl") == !isTrusted, "\(names) \(days): \(problem)")
        }
      }
    }
  }

  private static func problem(_ configuration: RabbitMQConfiguration) -> String {
    do throws(RabbitMQError) {
      _ = try AMQPConnection(configuration)
      return ""
    } catch {
      return error.detail ?? ""
    }
  }

  @Test func filesThatCannotBeReadAreAnError() throws {
    var configuration = try #require(RabbitMQConfiguration(url: "amqps://u:p@localhost:1"))
    configuration.tls = TLSClientFiles(authorities: "/none.pem")
    #expect(Self.problem(configuration) == "the authorities in /none.pem cannot be read")
  }
}
