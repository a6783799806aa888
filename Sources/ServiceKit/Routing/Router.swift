import HTTPCore

/// Finds the route of a method and path in a tree of path segments. A static segment takes precedence over a parameter.
public struct Router: Sendable {
  public enum Match: Sendable {
    /// A route, with its decoded path parameters.
    case route(Route, parameters: [String: String])
    /// The path exists only with these methods.
    case methodNotAllowed(allowed: [String])
    case notFound
  }

  private struct Node: Sendable {
    /// An array, because comparing the bytes of a few names is faster than hashing.
    var children: [(name: [UInt8], node: Int)] = []
    var parameter: Int?
    var routes: [(route: Route, names: [String])] = []

    func child(_ name: some Collection<UInt8>) -> Int? { children.first { $0.name.elementsEqual(name) }?.node }

    func route(_ method: HTTPMethod) -> (route: Route, names: [String])? { routes.first { $0.route.method == method } }
  }

  private var nodes = [Node()]
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
      } else if let next = nodes[index].child(segment.utf8) {
        index = next
      } else {
        nodes.append(Node())
        nodes[index].children.append((Array(segment.utf8), nodes.count - 1))
        index = nodes.count - 1
      }
    }
    nodes[index].routes.removeAll { $0.route.method == route.method }
    nodes[index].routes.append((route, names))
  }

  /// Matches a raw path. One slash at the end is ignored; `HEAD` finds the `GET` route.
  public func match(method: HTTPMethod, path: String) -> Match {
    var path = path
    return path.withUTF8 { match(method: method, path: $0) }
  }

  private func match(method: HTTPMethod, path: UnsafeBufferPointer<UInt8>) -> Match {
    let slash = UInt8(ascii: "/")
    guard path.first == slash else { return .notFound }
    var values: [Range<Int>] = []
    guard let node = find(path.last == slash ? path.dropLast() : path[...], from: 0, values: &values) else { return .notFound }
    guard let (route, names) = nodes[node].route(method) ?? (method == .head ? nodes[node].route(.get) : nil) else {
      return .methodNotAllowed(allowed: Router.allowed(nodes[node].routes.map(\.route.method)))
    }
    var parameters: [String: String] = [:]
    for (name, value) in zip(names, values) {
      guard let decoded = PercentEncoding.decode(String(decoding: path[value], as: UTF8.self)) else { return .notFound }
      parameters[name] = decoded
    }
    return .route(route, parameters: parameters)
  }

  /// `rest` is empty or starts with a slash.
  private func find(_ rest: Slice<UnsafeBufferPointer<UInt8>>, from index: Int, values: inout [Range<Int>]) -> Int? {
    guard !rest.isEmpty else { return nodes[index].routes.isEmpty ? nil : index }
    let segment = rest.dropFirst().prefix { $0 != UInt8(ascii: "/") }
    let others = rest[segment.endIndex...]
    if let next = nodes[index].child(segment), let found = find(others, from: next, values: &values) { return found }
    guard let next = nodes[index].parameter, !segment.isEmpty else { return nil }
    values.append(segment.startIndex..<segment.endIndex)
    if let found = find(others, from: next, values: &values) { return found }
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
