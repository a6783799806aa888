import HTTPClient
import HTTPCore
import Sockets
import Synchronization
import TestSupport
import Testing

/// A server that answers each request with exactly the bytes of a script, and counts its connections.
final class ScriptedServer: Sendable {
  /// The answer to a request.
  struct Reply: Sendable {
    /// The bytes; the client receives the parts between `|` separately.
    var text: String
    /// Whether the connection is closed afterwards.
    var closes = false

    /// A response on a connection that stays open.
    static func ok(_ body: String) -> Reply { Reply(text: "HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)") }
    /// No response.
    static let silence = Reply(text: "")
    /// The connection is closed without a response.
    static let hangUp = Reply(text: "", closes: true)
  }

  let port: Int
  let loop: EventLoop
  private let counts = Mutex((connections: 0, closed: 0, requests: [String]()))
  private let clientLoops: [EventLoop]

  var connections: Int { counts.withLock { $0.connections } }
  /// The connections that the server has closed.
  var closed: Int { counts.withLock { $0.closed } }
  /// The requests received, each as text.
  var requests: [String] { counts.withLock { $0.requests } }

  private let waiting: Mutex<SocketListener?>

  private init(listener: consuming SocketListener, loop: EventLoop, clientLoops: [EventLoop]) {
    port = listener.port
    self.loop = loop
    self.clientLoops = clientLoops
    waiting = Mutex(consume listener)
  }

  var url: HTTPURL { get throws { try #require(HTTPURL("http://127.0.0.1:\(port)")) } }

  /// Runs a test against a script: connection number and number of the request on it (from 1) to a reply.
  static func with(
    loops count: Int = 1, configure: (inout HTTPClientConfiguration) -> Void = { _ in },
    _ script: @escaping @Sendable (_ connection: Int, _ request: Int) -> Reply,
    _ body: (ScriptedServer, HTTPClient, EventLoopGroup) async throws -> Void
  ) async throws {
    let group = try EventLoopGroup(count: count)
    let servers = try EventLoopGroup(count: 1)
    defer {
      group.shutdown()
      servers.shutdown()
    }
    let listener = try SocketListener(address: try #require(SocketAddress(numeric: "127.0.0.1", port: 0)))
    let server = ScriptedServer(listener: listener, loop: servers.loops[0], clientLoops: group.loops)
    var configuration = HTTPClientConfiguration()
    configure(&configuration)
    let client = HTTPClient(configuration: configuration, group: group)
    await withTaskGroup(of: Void.self) { tasks in
      tasks.addTask(executorPreference: server.loop) {
        guard let listener = try? server.waiting.withLock({ $0.take() })?.onLoop(server.loop) else { return }
        await server.accept(listener, script)
      }
      do { try await body(server, client, group) } catch { Issue.record(error) }
      // The client's loops end first: a task of the server that waits for one of them resumes on the server's loop, which must still run.
      group.shutdown()
      // Ends every wait on that loop.
      servers.shutdown()
    }
  }

  private nonisolated(nonsending) func accept(_ listener: ListenerChannel, _ script: @escaping @Sendable (Int, Int) -> Reply) async {
    await withDiscardingTaskGroup { tasks in
      while true {
        switch listener.accept() {
        case .connection(let descriptor, _):
          guard let channel = try? SocketChannel(descriptor, loop: loop) else { continue }
          let stream = LoopBound(channel, to: loop)
          let number = counts.withLock {
            $0.connections += 1
            return $0.connections
          }
          tasks.addTask {
            await self.serve(stream.value, number, script)
            stream.value.close(.closed)
            self.counts.withLock { $0.closed += 1 }
          }
        case .none: if await listener.waitAcceptable() != .ready { return }
        default: return
        }
      }
    }
  }

  private nonisolated(nonsending) func serve(_ stream: SocketChannel, _ connection: Int, _ script: @Sendable (Int, Int) -> Reply) async {
    var received: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 4096)
    var request = 0
    while true {
      switch chunk.withUnsafeMutableBytes({ stream.receive(into: $0) }) {
      case .moved(let count): received.append(contentsOf: chunk[..<count])
      case .needsReadable: if await stream.waitReadable(until: .never) != .ready { return }
      default: return
      }
      guard let text = wholeRequest(received) else { continue }
      received = []
      request += 1
      counts.withLock { $0.requests.append(text) }
      let reply = script(connection, request)
      for part in reply.text.split(separator: "|", omittingEmptySubsequences: true) {
        let bytes = Array(part.utf8)
        var sent = 0
        while sent < bytes.count {
          switch bytes[sent...].withUnsafeBytes({ stream.send($0, more: false) }) {
          case .moved(let count): sent += count
          case .needsWritable: if await stream.waitWritable(until: .never) != .ready { return }
          default: return
          }
        }
        // The client receives this part before the next one is sent.
        if reply.text.contains("|") { for loop in clientLoops { try? await loop.nextTurn() } }
      }
      if reply.closes { return }
    }
  }

  private func wholeRequest(_ bytes: [UInt8]) -> String? {
    let text = String(decoding: bytes, as: UTF8.self)
    guard let end = text.utf8.indices.first(where: { text.utf8[$0...].starts(with: [13, 10, 13, 10]) }) else { return nil }
    let head = text[..<end]
    let body = text.utf8.distance(from: end, to: text.endIndex) - 4
    let length = head.split(separator: "\r\n").first { $0.hasPrefix("content-length: ") }.flatMap { Int($0.dropFirst(16)) } ?? 0
    return body >= length ? text : nil
  }
}
