import Testing

@testable import Gateway

@Suite struct ResponseMediaTypeTests {
  @Test(
    arguments: [
      (nil, "application/json"),
      ("", "application/json"),
      ("*/*", "application/json"),
      ("application/*", "application/json"),
      ("application/json", "application/json"),
      ("Application/JSON; charset=utf-8", "application/json"),
      ("application/graphql-response+json", "application/graphql-response+json"),
      ("application/graphql-response+json, application/json;q=0.9", "application/graphql-response+json"),
      ("application/json;q=0.9, application/graphql-response+json", "application/graphql-response+json"),
      ("application/graphql-response+json;q=0.5, application/json", "application/json"),
      ("application/graphql-response+json, application/json", "application/graphql-response+json"),
      ("application/json, application/graphql-response+json", "application/json"),
      ("text/html, */*;q=0.1", "application/json"),
      ("*/*, application/json;q=0", "application/graphql-response+json"),
      ("application/json;q=2, */*;q=0.1", "application/json"),
    ] as [(String?, String)])
  func choosesTheBestSupportedType(accept: String?, name: String) throws {
    let type = try #require(ResponseMediaType.negotiate(accept: accept))
    #expect(type.name.rawValue == name)
  }

  @Test(arguments: ["text/html", "application/json;q=0", "application/graphql-response+json;q=0.000, text/*", "json"])
  func returnsNilIfNoTypeIsAccepted(accept: String) {
    #expect(ResponseMediaType.negotiate(accept: accept) == nil)
  }

  @Test(arguments: ["a/b;q=1.5", "a/b;q=", "a/b;q=0.1234", "a/b;q=-1", "a", "", "a/b/c"])
  func refusesInvalidMediaRanges(text: String) {
    #expect(MediaRange(text[...]) == nil)
  }
}
