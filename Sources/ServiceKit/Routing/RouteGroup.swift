import HTTPCore

/// Makes routes whose patterns share a prefix.
public struct RouteGroup: Sendable {
  private let prefix: String

  public init(_ prefix: String) { self.prefix = prefix }

  public func callAsFunction(
    _ method: HTTPMethod, _ path: String, _ access: Access, _ summary: String, _ handler: @escaping Route.Handler
  ) -> Route {
    Route(method, prefix + path, access: access, summary: summary, handler)
  }
}
