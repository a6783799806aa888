import HTTPCore

/// Finds the route of a method and path: a tree of path segments, in which a static segment wins over a parameter.
public struct Router: Sendable {
  /// What was found.
  public enum Match: Sendable {
    /// A route, with its decoded path parameters.
    case route(Route, parameters: [String: String])
    /// The path exists with other methods: these.
    case methodNotAllowed(allowed: [String])
    /// No such path.
    case notFound
  }

  private struct Node: Sendable {
    var children: [String: Int] = [:]
    var parameter: Int?
    var routes: [HTTPMethod: (route: Route, names: [String])] = [:]
  }

  private var nodes = [Node()]
  /// All routes, in the order given.
  public let routes: [Route]

  /// Builds the tree; a later route replaces an earlier one with the same method and path.
  public init(_ routes: [Route]) {
    self.routes = routes
    for route in routes { insert(route) }
  }

  private mutating func insert(_ route: Route) {
    var names: [String] = []
    var index = 0
    for segment in route.pattern.split(separator: "/") {
      if segment.hasPrefix(":") {
        names.append(String(segment.dropFirst()))
        if let next = nodes[index].parameter {
          index = next
        } else {
          nodes.append(Node())
          nodes[index].parameter = nodes.count - 1
          index = nodes.count - 1
        }
      } else if let next = nodes[index].children[String(segment)] {
        index = next
      } else {
        nodes.append(Node())
        nodes[index].children[String(segment)] = nodes.count - 1
        index = nodes.count - 1
      }
    }
    nodes[index].routes[route.method] = (route, names)
  }

  /// Matches a raw path. One slash at the end is ignored; `HEAD` finds the `GET` route.
  public func match(method: HTTPMethod, path: String) -> Match {
    var segments = path.split(separator: "/", omittingEmptySubsequences: false)
    guard segments.first?.isEmpty == true else { return .notFound }
    segments.removeFirst()
    if segments.last?.isEmpty == true { segments.removeLast() }
    var values: [Substring] = []
    guard let node = find(segments[...], from: 0, values: &values) else { return .notFound }
    let found = nodes[node].routes
    guard let (route, names) = found[method] ?? (method == .head ? found[.get] : nil) else {
      return .methodNotAllowed(allowed: Router.allowed(found.keys))
    }
    var parameters: [String: String] = [:]
    for (name, value) in zip(names, values) {
      guard let decoded = PercentEncoding.decode(value) else { return .notFound }
      parameters[name] = decoded
    }
    return .route(route, parameters: parameters)
  }

  private func find(_ segments: ArraySlice<Substring>, from index: Int, values: inout [Substring]) -> Int? {
    guard let segment = segments.first else { return nodes[index].routes.isEmpty ? nil : index }
    if let next = nodes[index].children[String(segment)], let found = find(segments.dropFirst(), from: next, values: &values) {
      return found
    }
    guard let next = nodes[index].parameter, !segment.isEmpty else { return nil }
    values.append(segment)
    if let found = find(segments.dropFirst(), from: next, values: &values) { return found }
    values.removeLast()
    return nil
  }

  private static func allowed(_ methods: some Sequence<HTTPMethod>) -> [String] {
    var names = Set(methods.map(\.rawValue))
    if names.contains("GET") { names.insert("HEAD") }
    names.insert("OPTIONS")
    return names.sorted()
  }
}
