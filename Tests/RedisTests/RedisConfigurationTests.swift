import Testing

@testable import Redis

struct RedisConfigurationTests {
  @Test func parsesACompleteURL() throws {
    let configuration = try #require(RedisConfiguration(url: "redis://user:p%40ss@example.org:6380/3"))
    #expect(configuration.host == "example.org")
    #expect(configuration.port == 6380)
    #expect(configuration.username == "user")
    #expect(configuration.password == "p@ss")
    #expect(configuration.database == 3)
  }

  @Test func parsesTheSchemeWithTLS() throws {
    let secure = try #require(RedisConfiguration(url: "rediss://:secret@example.org:6380/1"))
    #expect(secure.isSecure)
    #expect(secure.host == "example.org")
    #expect(try #require(RedisConfiguration(url: "redis://example.org")).isSecure == false)
  }

  @Test func usesDefaults() throws {
    let configuration = try #require(RedisConfiguration(url: "redis://[::1]"))
    #expect(configuration.host == "::1")
    #expect(configuration.port == 6379)
    #expect(configuration.password == nil)
    #expect(configuration.database == 0)
  }

  @Test(arguments: [
    "", "redis://", "http://h", "redis://h:0", "redis://h:99999", "redis://h:x", "redis://h/x", "redis://h/-1", "redis://a:%zz@h",
    "redis://a:b:c", "redis://[::1]x",
  ])
  func rejectsOtherURLs(url: String) {
    #expect(RedisConfiguration(url: url) == nil)
  }

  @Test func encodesCommandsAsArraysOfBulkStrings() {
    let encoded = RedisArgument.encode(["SET", RedisArgument("ü"), RedisArgument(-5)])
    #expect(String(decoding: encoded, as: UTF8.self) == "*3\r\n$3\r\nSET\r\n$2\r\nü\r\n$2\r\n-5\r\n")
  }
}
