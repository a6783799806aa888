import HTTPCore
import Synchronization
import Testing

@testable import Gateway

/// Concurrent callers with different tokens and the same query.
@Suite struct CallerIsolationTests {
  /// Responds with the request's token, and counts calls by token.
  private final class Echo: HTTPHandler {
    let calls = Mutex<[String: Int]>([:])
    private let requests = Mutex(0)

    /// The number of the next request that a client sends.
    func next() -> Int {
      requests.withLock { requests in
        requests += 1
        return requests
      }
    }

    func respond(to request: HTTPRequest) async -> HTTPResponse {
      let tokens = request.headers.values("authorization")
      let token = tokens.joined(separator: "+")
      calls.withLock { $0[token, default: 0] += 1 }
      let body =
        request.path == "/me" ? #"{"id":"\#(token)"}"# : #"[{"of":"\#(token)","seenBy":"\#(token)"}]"#
      return HTTPResponse(status: .ok, headers: ["content-type": "application/json"], body: Array(body.utf8))
    }
  }

  private let schema = """
    extend schema @service(name: "s", url: "{$env.UPSTREAM}", forward: ["authorization"])
    type Query { me: Person! @rest(service: "s", GET: "/me") }
    type Person @key(fields: "id") { id: ID! notes: [Note!]! @rest(service: "s", GET: "/notes?of={$keys.id}", batch: { by: "of" }) }
    type Note { seenBy: String! }
    """

  @Test(arguments: [true, false])
  func noCallerGetsDataOfAnother(isSharing: Bool) async throws {
    let echo = Echo()
    let (requests, tokens, lanes) = (isSharing ? 10_000 : 1_000, 5, 40)
    let settings = isSharing ? [:] : ["SHARE_CALLS": "false", "SHARE_OPERATIONS": "false"]
    try await RunningGateway.with(files: [.init(name: "s.graphql", text: schema)], upstream: echo, settings: settings) { gateway in
      let wrong = try await withThrowingTaskGroup(of: [String].self) { group in
        for _ in 0..<lanes {
          group.addTask {
            var wrong: [String] = []
            while true {
              let number = echo.next()
              guard number <= requests else { return wrong }
              let token = "t\(number % tokens)"
              let answer = try await gateway.query("{ me { id notes { seenBy } } }", headers: ["authorization": token])
              if answer != #"{"data":{"me":{"id":"\#(token)","notes":[{"seenBy":"\#(token)"}]}}}"# { wrong.append("\(token): \(answer)") }
            }
          }
        }
        return try await group.reduce(into: [String]()) { $0 += $1 }
      }
      #expect(wrong.prefix(3) == [])
    }
    let calls = echo.calls.withLock { $0 }
    #expect(Set(calls.keys) == Set((0..<tokens).map { "t\($0)" }))
    let total = calls.values.reduce(0, +)
    #expect(isSharing ? total < 2 * requests : total == 2 * requests)
  }
}
