import Foundation
import GraphTools
import HTTPCore
import TestSupport
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

  private static let chromium = "/usr/bin/chromium"

  /// The page as a browser has drawn it.
  private static func drawn(_ gateway: RunningGateway) async throws -> String {
    let profile = FileManager.default.temporaryDirectory.appendingPathComponent("chromium-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: profile) }
    return try await Command.run(
      chromium,
      [
        "--headless", "--no-sandbox", "--disable-gpu", "--user-data-dir=\(profile.path)", "--virtual-time-budget=5000", "--dump-dom",
        "http://127.0.0.1:\(gateway.url.port)/",
      ]
    ).output
  }

  @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: chromium), "chromium is not installed"), .timeLimit(.minutes(1)))
  func offersExamplesOfTheServedGraph() async throws {
    let file = SourceFile(
      name: "s.graphql",
      text: """
        extend schema @service(name: "s", url: "{$env.UPSTREAM}")
        type Query {
          posts: [Post!] @rest(service: "s", GET: "/posts")
          postById(id: ID!): Post @rest(service: "s", GET: "/posts/{$args.id}")
        }
        type Post { id: ID! title: String }
        """)
    try await RunningGateway.with(files: [file], upstream: Nothing()) { gateway in
      let page = try await Self.drawn(gateway)
      #expect(page.contains(">posts</button>") && page.contains(">postById</button>"))
      #expect(!page.contains("Register"))
    }
    try await RunningGateway.with(upstream: Nothing()) { gateway in
      let page = try await Self.drawn(gateway)
      #expect(page.contains("Orders with buyers and payments</button>"))
    }
  }

  private struct Nothing: HTTPHandler {
    func respond(to request: HTTPRequest) async -> HTTPResponse { HTTPResponse(status: .notFound) }
  }

  @Test func refusesOtherMethods() async {
    let response = await handler.respond(to: HTTPRequest(method: .post, target: "/"))
    #expect(response.status == .methodNotAllowed)
    #expect(response.headers["allow"] == "GET, HEAD")
  }
}
