import Testing

@testable import Gateway

@Suite struct ResponseMediaTypeTests {
  @Test(
    arguments: [
      (nil, "application/json", false),
      ("", "application/json", false),
      ("*/*", "application/json", false),
      ("application/*", "application/json", false),
      ("application/json", "application/json", true),
      ("Application/JSON; charset=utf-8", "application/json", true),
      ("application/graphql-response+json", "application/graphql-response+json", false),
      ("application/graphql-response+json, application/json;q=0.9", "application/graphql-response+json", false),
      ("application/json;q=0.9, application/graphql-response+json", "application/graphql-response+json", false),
      ("application/graphql-response+json;q=0.5, application/json", "application/json", true),
      ("application/graphql-response+json, application/json", "application/graphql-response+json", false),
      ("application/json, application/graphql-response+json", "application/json", true),
      ("text/html, */*;q=0.1", "application/json", false),
      ("*/*, application/json;q=0", "application/graphql-response+json", false),
      ("application/json;q=2, */*;q=0.1", "application/json", false),
    ] as [(String?, String, Bool)])
  func choosesTheBestSupportedType(accept: String?, name: String, isLegacy: Bool) throws {
    let type = try #require(ResponseMediaType.negotiate(accept: accept))
    #expect(type.name.rawValue == name)
    #expect(type.isLegacy == isLegacy)
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
