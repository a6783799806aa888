import HTTPCore
import Testing

@testable import Gateway

@Suite struct ExplorerHandlerTests {
  private let handler = ExplorerHandler()

  @Test(arguments: ["/", "/explorer.js", "/explorer.css"])
  func servesFilesThatMayBeCachedForAMinute(path: String) async throws {
    let response = await handler.respond(to: HTTPRequest(target: path))
    #expect(response.status == .ok)
    #expect(response.headers["cache-control"] == "public, max-age=60")
    let tag = try #require(response.headers["etag"])
    let again = await handler.respond(to: HTTPRequest(target: path, headers: ["if-none-match": tag]))
    #expect(again.status == .notModified)
    #expect(again.body.isEmpty)
  }

  @Test func pageWorksUnderItsStrictPolicy() async {
    let response = await handler.respond(to: HTTPRequest(target: "/"))
    #expect(response.headers["content-security-policy"]?.hasPrefix("default-src 'none'; script-src 'self'; style-src 'self'") == true)
    let page = String(decoding: response.body, as: UTF8.self)
    // Inline scripts, styles and handlers, and anything from elsewhere, would be blocked.
    for forbidden in ["<script>", "<style", " style=", " onclick", " onload", "http://", "https://"] {
      #expect(!page.contains(forbidden), "\(forbidden)")
    }
    #expect(ExplorerScript.javaScript.contains("innerHTML") == false)
  }

  @Test func everyControlHasALabel() {
    let page = ExplorerPage.html
    for id in ["operation", "variables", "headers", "token", "filter"] { #expect(page.contains("for=\"\(id)\"")) }
  }

  @Test func scriptRefersToElementsThatThePageHas() {
    for piece in ExplorerScript.javaScript.split(separator: "byId(\"").dropFirst() {
      let id = piece.prefix { $0 != "\"" }
      #expect(ExplorerPage.html.contains("id=\"\(id)\""), "\(id)")
    }
  }

  @Test func offersTheFiveExamples() {
    for field in ["register(input:", "login(input:", "createOrder(input:", "orders(limit: 10)", "firstName"] {
      #expect(ExplorerScript.javaScript.contains(field))
    }
  }

  @Test func refusesOtherMethods() async {
    let response = await handler.respond(to: HTTPRequest(method: .post, target: "/"))
    #expect(response.status == .methodNotAllowed)
    #expect(response.headers["allow"] == "GET, HEAD")
  }
}
