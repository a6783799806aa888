import Concurrency
import HTTPClient
import HTTPCore
import Sockets
import TestSupport
import Testing

struct HTTPClientTests {
  private let time = Duration.seconds(10)

  @Test func sendsTheRequestAndItsFraming() async throws {
    try await ScriptedServer.with({ _, _ in .ok("hi") }) { (server: ScriptedServer, client: HTTPClient, _: EventLoopGroup) async throws in
      let request = HTTPRequest(
        method: .post, target: "/a?b=c", headers: ["x-a": "1", "Host": "evil", "content-length": "99", "connection": "close"],
        body: Array("body".utf8))
      let response = try await client.execute(request, to: server.url, timeout: time)
      #expect(response.status == .ok)
      #expect(response.body == Array("hi".utf8))
      #expect(response.headers["content-length"] == "2")
      #expect(server.requests == ["POST /a?b=c HTTP/1.1\r\nhost: 127.0.0.1:\(server.port)\r\nx-a: 1\r\ncontent-length: 4\r\n\r\nbody"])
    }
  }

  @Test func reusesTheConnection() async throws {
    try await ScriptedServer.with({ .ok("\($0).\($1)") }) { (server: ScriptedServer, client: HTTPClient, _: EventLoopGroup) async throws in
      for number in 1...5 {
        let response = try await client.execute(HTTPRequest(), to: server.url, timeout: time)
        #expect(String(decoding: response.body, as: UTF8.self) == "1.\(number)")
      }
      #expect(server.connections == 1)
    }
  }

  @Test func hasOnePoolPerLoop() async throws {
    try await ScriptedServer.with(loops: 2, { _, _ in .ok("") }) {
      (server: ScriptedServer, client: HTTPClient, group: EventLoopGroup) async throws in
      for _ in 0..<3 {
        for loop in group.loops {
          try await withTaskExecutorPreference(loop) { _ = try await client.execute(HTTPRequest(), to: server.url, timeout: time) }
        }
      }
      #expect(server.connections == 2)
    }
  }

  @Test func limitsTheConnections() async throws {
    try await ScriptedServer.with(configure: { $0.connectionsPerOrigin = 3 }, { _, _ in .ok("") }) {
      (server: ScriptedServer, client: HTTPClient, _: EventLoopGroup) async throws in
      let url = try server.url
      try await withThrowingTaskGroup(of: Void.self) { tasks in
        for _ in 0..<50 { tasks.addTask { _ = try await client.execute(HTTPRequest(), to: url, timeout: time) } }
        try await tasks.waitForAll()
      }
      #expect(server.connections <= 3)
      #expect(server.requests.count == 50)
    }
  }

  @Test func timesOutWhileWaitingForAConnection() async throws {
    try await ScriptedServer.with(configure: { $0.connectionsPerOrigin = 1 }, { _, _ in .silence }) {
      (server: ScriptedServer, client: HTTPClient, _: EventLoopGroup) async throws in
      let url = try server.url
      let tasks = [200, 30].map { time in Task { try await client.execute(HTTPRequest(), to: url, timeout: .milliseconds(time)) } }
      for task in tasks { await #expect(throws: HTTPClientError.timedOut) { _ = try await task.value } }
    }
  }

  @Test func replacesAStaleConnection() async throws {
    // The first connection is closed on its second request.
    try await ScriptedServer.with({ $0 == 1 && $1 == 2 ? .hangUp : .ok("\($0).\($1)") }) {
      (server: ScriptedServer, client: HTTPClient, _: EventLoopGroup) async throws in
      _ = try await client.execute(HTTPRequest(), to: server.url, timeout: time)
      let response = try await client.execute(HTTPRequest(), to: server.url, timeout: time)
      #expect(String(decoding: response.body, as: UTF8.self) == "2.1")
      #expect(server.connections == 2)
    }
  }

  @Test func doesNotSendAPostTwice() async throws {
    try await ScriptedServer.with({ $0 == 1 && $1 == 2 ? .hangUp : .ok("") }) {
      (server: ScriptedServer, client: HTTPClient, _: EventLoopGroup) async throws in
      _ = try await client.execute(HTTPRequest(method: .post), to: server.url, timeout: time)
      await #expect(throws: HTTPClientError.connectionClosed) {
        _ = try await client.execute(HTTPRequest(method: .post), to: server.url, timeout: time)
      }
      #expect(server.requests.count == 2)
    }
  }

  @Test func doesNotRetryOnAFreshConnection() async throws {
    try await ScriptedServer.with({ _, _ in .hangUp }) { (server: ScriptedServer, client: HTTPClient, _: EventLoopGroup) async throws in
      await #expect(throws: HTTPClientError.connectionClosed) { _ = try await client.execute(HTTPRequest(), to: server.url, timeout: time) }
      #expect(server.connections == 1)
    }
  }

  @Test func doesNotRetryAfterTheFirstByte() async throws {
    try await ScriptedServer.with({ $1 == 2 ? .init(text: "HTTP/1.1 200", closes: true) : .ok("") }) {
      (server: ScriptedServer, client: HTTPClient, _: EventLoopGroup) async throws in
      _ = try await client.execute(HTTPRequest(), to: server.url, timeout: time)
      await #expect(throws: HTTPClientError.connectionClosed) { _ = try await client.execute(HTTPRequest(), to: server.url, timeout: time) }
      #expect(server.connections == 1)
    }
  }

  @Test func doesNotUseAConnectionThatWasClosedWhileIdle() async throws {
    try await ScriptedServer.with({ _, _ in .init(text: "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n|", closes: true) }) {
      (server: ScriptedServer, client: HTTPClient, group: EventLoopGroup) async throws in
      _ = try await client.execute(HTTPRequest(method: .post), to: server.url, timeout: time)
      try await eventually("the server has closed the connection") { server.closed == 1 }
      for loop in group.loops { try await loop.nextTurn() }
      // A connection that is known to be closed is not used, not even for a request that may be repeated.
      _ = try await client.execute(HTTPRequest(method: .post), to: server.url, timeout: time)
      #expect(server.connections == 2)
    }
  }

  @Test func opensANewConnectionAfterConnectionClose() async throws {
    try await ScriptedServer.with({ _, _ in .init(text: "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n") }) {
      (server: ScriptedServer, client: HTTPClient, _: EventLoopGroup) async throws in
      for _ in 0..<2 { _ = try await client.execute(HTTPRequest(), to: server.url, timeout: time) }
      #expect(server.connections == 2)
    }
  }

  @Test func doesNotReuseAConnectionWithSurplusBytes() async throws {
    try await ScriptedServer.with({ _, _ in .init(text: "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nabHTTP/1.1 200 OK\r\n") }) {
      (server: ScriptedServer, client: HTTPClient, _: EventLoopGroup) async throws in
      for _ in 0..<2 { #expect(try await client.execute(HTTPRequest(), to: server.url, timeout: time).body == Array("a".utf8)) }
      #expect(server.connections == 2)
    }
  }

  @Test func timesOutWithoutAResponse() async throws {
    try await ScriptedServer.with({ _, _ in .silence }) { (server: ScriptedServer, client: HTTPClient, _: EventLoopGroup) async throws in
      await #expect(throws: HTTPClientError.timedOut) {
        _ = try await client.execute(HTTPRequest(), to: server.url, timeout: .milliseconds(50))
      }
    }
  }

  @Test func timesOutWhenTheResponseIsIncomplete() async throws {
    try await ScriptedServer.with({ _, _ in .init(text: "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc") }) {
      (server: ScriptedServer, client: HTTPClient, _: EventLoopGroup) async throws in
      await #expect(throws: HTTPClientError.timedOut) {
        _ = try await client.execute(HTTPRequest(), to: server.url, timeout: .milliseconds(50))
      }
    }
  }

  @Test(arguments: [true, false]) func endsWhenTheTaskIsCancelled(onLoop: Bool) async throws {
    try await ScriptedServer.with({ _, _ in .silence }) {
      (server: ScriptedServer, client: HTTPClient, group: EventLoopGroup) async throws in
      let url = try server.url
      for round in 1...20 {
        let requests = server.requests.count
        let task = Task(executorPreference: onLoop ? group.loops[0] : nil) { () -> HTTPClientError? in
          do throws(HTTPClientError) {
            _ = try await client.execute(HTTPRequest(), to: url, timeout: time)
            return nil
          } catch {
            return error
          }
        }
        if round.isMultiple(of: 2) { try await eventually("the request arrives") { server.requests.count > requests } }
        task.cancel()
        #expect(await task.value == .cancelled)
      }
    }
  }

  /// The task and its other exchanges go on.
  @Test func endsOneExchangeWhenItIsCancelled() async throws {
    try await ScriptedServer.with({ _, _ in .silence }) { (server: ScriptedServer, client: HTTPClient, _: EventLoopGroup) async throws in
      let url = try server.url
      let cancellation = Cancellation()
      async let error = #expect(throws: HTTPClientError.self) {
        _ = try await client.execute(HTTPRequest(), to: url, timeout: time, cancellation: cancellation)
      }
      try await eventually("the request arrives") { server.requests.count == 1 }
      cancellation.cancel()
      #expect(await error == .cancelled)
      try await eventually("the connection is closed") { client.openConnections == 0 }
      await #expect(throws: HTTPClientError.cancelled) {
        _ = try await client.execute(HTTPRequest(), to: url, timeout: time, cancellation: cancellation)
      }
    }
  }

  @Test func reportsAClosedPort() async throws {
    let group = try EventLoopGroup(count: 1)
    defer { group.shutdown() }
    let client = HTTPClient(group: group)
    for host in ["127.0.0.1", "localhost"] {
      let url = try #require(HTTPURL("http://\(host):1"))
      await #expect(throws: HTTPClientError.connectionRefused) { _ = try await client.execute(HTTPRequest(), to: url, timeout: time) }
    }
  }

  @Test func resolvesAName() async throws {
    try await ScriptedServer.with({ _, _ in .ok("") }) { (server: ScriptedServer, client: HTTPClient, _: EventLoopGroup) async throws in
      let url = try #require(HTTPURL("http://localhost:\(server.port)"))
      #expect(try await client.execute(HTTPRequest(), to: url, timeout: time).status == .ok)
    }
  }

  @Test func reportsANameWithoutAnAddress() async throws {
    let group = try EventLoopGroup(count: 1)
    defer { group.shutdown() }
    let url = try #require(HTTPURL("http://no-such-host.invalid"))
    let error = await #expect(throws: HTTPClientError.self) {
      _ = try await HTTPClient(group: group).execute(HTTPRequest(), to: url, timeout: time)
    }
    #expect(error == .nameNotFound || error == .timedOut)
  }

  @Test(arguments: ["a b", "/a\r\nx: y", "/a b", "", "http://x/"]) func rejectsTargetsThatBreakTheFraming(target: String) async throws {
    try await ScriptedServer.with({ _, _ in .ok("") }) { (server: ScriptedServer, client: HTTPClient, _: EventLoopGroup) async throws in
      await #expect(throws: HTTPClientError.invalidRequest("the target is not in origin form")) {
        _ = try await client.execute(HTTPRequest(target: target), to: server.url, timeout: time)
      }
      #expect(server.connections == 0)
    }
  }

  @Test func closesIdleConnections() async throws {
    try await ScriptedServer.with(configure: { $0.idleTime = .milliseconds(20) }, { _, _ in .ok("") }) {
      (server: ScriptedServer, client: HTTPClient, group: EventLoopGroup) async throws in
      // The pauses between the requests grow past the idle time.
      try await eventually("a request opens a second connection") {
        _ = try await client.execute(HTTPRequest(), to: server.url, timeout: time)
        return server.connections == 2
      }
    }
  }

  @Test func rejectsExchangesAfterItHasStopped() async throws {
    try await ScriptedServer.with({ _, _ in .ok("") }) { (server: ScriptedServer, client: HTTPClient, _: EventLoopGroup) async throws in
      _ = try await client.execute(HTTPRequest(), to: server.url, timeout: time)
      let running = Task { try await client.run() }
      running.cancel()
      try await running.value
      await #expect(throws: HTTPClientError.stopped) { _ = try await client.execute(HTTPRequest(), to: server.url, timeout: time) }
    }
  }
}
