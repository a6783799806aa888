import HTTPCore
import Testing

struct HTTPURLTests {
  @Test(arguments: [
    ("http://a", "http", "a", 80, "/", "a"),
    ("HTTP://Example.COM:8081/x/y?z=1", "http", "example.com", 8081, "/x/y?z=1", "example.com:8081"),
    ("https://a.b/", "https", "a.b", 443, "/", "a.b"),
    ("https://a:443/p", "https", "a", 443, "/p", "a"),
    ("http://[::1]:9/q", "http", "::1", 9, "/q", "[::1]:9"),
    ("http://a?b", "http", "a", 80, "/?b", "a"),
    ("http://a/b#c", "http", "a", 80, "/b", "a"),
    ("http://user_service:8081", "http", "user_service", 8081, "/", "user_service:8081"),
  ])
  func splits(text: String, scheme: String, host: String, port: Int, target: String, authority: String) throws {
    let url = try #require(HTTPURL(text))
    #expect(url.scheme.rawValue == scheme)
    #expect(url.host == host)
    #expect(url.port == port)
    #expect(url.target == target)
    #expect(url.authority == authority)
  }

  @Test(arguments: [
    "", "a", "ftp://a", "http:/a", "http://", "http:///x", "http://a:0", "http://a:65536", "http://a:x", "http://u:p@a/", "http://a b/",
    "http://a/ b", "http://a/\r\n", "http://[::1", "http://[a]", "http://a:99999999999999999999", "http://ä/",
  ])
  func rejects(text: String) { #expect(HTTPURL(text) == nil) }
}
