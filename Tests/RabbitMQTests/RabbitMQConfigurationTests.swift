import Testing

@testable import RabbitMQ

struct RabbitMQConfigurationTests {
  @Test func readsACompleteURL() throws {
    let configuration = try #require(RabbitMQConfiguration(url: "amqp://us%40er:p%3aw@example.org:5673/%2f"))
    #expect(configuration.host == "example.org")
    #expect(configuration.port == 5673)
    #expect(configuration.user == "us@er")
    #expect(configuration.password == "p:w")
    #expect(configuration.virtualHost == "/")
  }

  @Test func readsTheSchemeWithTLS() throws {
    let secure = try #require(RabbitMQConfiguration(url: "amqps://u:p@example.org/%2f"))
    #expect(secure.isSecure)
    #expect(secure.port == 5671)
    #expect(try #require(RabbitMQConfiguration(url: "amqp://u:p@example.org")).isSecure == false)
  }

  @Test(arguments: ["", "http://h", "amqp://h:x", "amqpss://h"])
  func refusesOtherURLs(url: String) {
    #expect(RabbitMQConfiguration(url: url) == nil)
  }

  @Test func descriptionsDoNotContainTheHost() {
    #expect(!"\(RabbitMQError(.notConnected, detail: "host 10.0.0.1"))".contains("10.0.0.1"))
  }
}
