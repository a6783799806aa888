import Concurrency
import Crypto
import GraphTools
import TLS

/// A composed graph and what serves it. A class, so that a request copies one reference.
final class ServedGraph: Sendable {
  /// The first 12 hexadecimal digits of the SHA-256 of all files' names and texts.
  let version: String
  let graphQL: GraphQLHTTPHandler
  let upstreams: [ComposedGraph.Upstream]
  /// The contexts of the services whose URL is `https`, by name.
  let tls: [String: TLSClientContext]

  init(version: String, graphQL: GraphQLHTTPHandler, upstreams: [ComposedGraph.Upstream], tls: [String: TLSClientContext] = [:]) {
    self.version = version
    self.graphQL = graphQL
    self.upstreams = upstreams
    self.tls = tls
  }

  static func version(of files: [SourceFile]) -> String {
    var bytes: [UInt8] = []
    for file in files {
      // The name without its folder, so that replicas agree. The lengths tell sets of files apart whose joined texts are equal.
      let name = file.name.split(separator: "/").last ?? ""
      bytes += Array("\(name.utf8.count) \(name) \(file.text.utf8.count) ".utf8)
      bytes += Array(file.text.utf8)
    }
    let digits = Array("0123456789abcdef")
    return String(SHA256.digest(bytes).prefix(6).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
  }
}

/// The graph that is served now. A request reads it once, so that a reload does not affect requests in flight.
final class CurrentGraph: Sendable {
  private let graph: Striped<ServedGraph>

  init(_ graph: ServedGraph) { self.graph = Striped(graph) }

  var value: ServedGraph { graph.withLock { $0 } }

  func replace(with next: ServedGraph) { graph.forEach { $0 = next } }
}
