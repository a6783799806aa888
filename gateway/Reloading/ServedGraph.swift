import Crypto
import GraphTools
import Synchronization

/// The graph that requests are answered from at this moment, with all that depends on it.
struct ServedGraph: Sendable {
  /// The first 12 hexadecimal digits of the SHA-256 of all files' names and texts.
  let version: String
  let graphQL: GraphQLHTTPHandler
  let upstreams: [ComposedGraph.Upstream]

  /// The version of a set of files.
  static func version(of files: [SourceFile]) -> String {
    var bytes: [UInt8] = []
    for file in files {
      // Without the folder, so that replicas agree; with lengths in front, so that two sets of files differ whose joined texts are equal.
      let name = file.name.split(separator: "/").last ?? ""
      bytes += Array("\(name.utf8.count) \(name) \(file.text.utf8.count) ".utf8)
      bytes += Array(file.text.utf8)
    }
    let digits = Array("0123456789abcdef")
    return String(SHA256.digest(bytes).prefix(6).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
  }
}

/// The one place where the served graph is. A request takes it once and keeps it to its end, so that a change never meets a request half-way.
final class CurrentGraph: Sendable {
  private let graph: Mutex<ServedGraph>

  init(_ graph: ServedGraph) { self.graph = Mutex(graph) }

  var value: ServedGraph { graph.withLock { $0 } }

  func replace(with next: ServedGraph) { graph.withLock { $0 = next } }
}
