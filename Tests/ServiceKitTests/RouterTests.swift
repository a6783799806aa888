import HTTPCore
import ServiceKit
import Testing

@Suite struct RouterTests {
  private static func route(_ method: HTTPMethod, _ pattern: String) -> Route {
    Route(method, pattern, access: .anyone, summary: "") { _ in HTTPResponse() }
  }

  private let router = Router([
    route(.get, "/orders"), route(.post, "/orders"), route(.get, "/orders/my-orders"), route(.get, "/orders/:id"),
    route(.patch, "/orders/:id/status"), route(.get, "/orders/:id/lines/:line"),
  ])

  private func name(_ method: HTTPMethod, _ path: String) -> String? {
    if case .route(let route, let parameters) = router.match(method: method, path: path) {
      return ([route.name] + parameters.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }).joined(separator: " ")
    }
    return nil
  }

  @Test(arguments: [
    (HTTPMethod.get, "/orders", "GET /orders"), (.get, "/orders/", "GET /orders"), (.head, "/orders", "GET /orders"),
    (.post, "/orders", "POST /orders"),
    (.get, "/orders/my-orders", "GET /orders/my-orders"), (.get, "/orders/7", "GET /orders/:id id=7"),
    (.patch, "/orders/my-orders/status", "PATCH /orders/:id/status id=my-orders"), (.get, "/orders/a%2Fb", "GET /orders/:id id=a/b"),
    (.get, "/orders/1/lines/2", "GET /orders/:id/lines/:line id=1 line=2"),
  ])
  func finds(_ method: HTTPMethod, _ path: String, _ expected: String) {
    #expect(name(method, path) == expected)
  }

  @Test(arguments: ["", "/", "orders", "//orders", "/orders//", "/orders/1/lines", "/orders/1/lines/2/3", "/orders/%zz", "/Orders"])
  func doesNotFind(_ path: String) {
    guard case .notFound = router.match(method: .get, path: path) else {
      Issue.record("found something at \(path)")
      return
    }
  }

  @Test func namesTheMethodsThatExist() {
    guard case .methodNotAllowed(let allowed) = router.match(method: .delete, path: "/orders") else {
      Issue.record("no 405")
      return
    }
    #expect(allowed == ["GET", "HEAD", "OPTIONS", "POST"])
  }
}
