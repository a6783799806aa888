import HTTPCore
import TestSupport
import Testing

extension WholeChain {
  /// Invalid HTTP framing (RFC 9112) at each of our listeners: an error response or a closed connection, and the process keeps running.
  @Suite struct Framing {
    static let doors = ["gateway", "user-service", "order-service", "payment-service"]

    static let broken: [(what: String, bytes: String, status: Int)] = [
      ("two Content-Lengths", "POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab", 400),
      ("both length and chunked", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
      ("a negative length", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n", 400),
      ("a length past all bounds", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\n", 400),
      ("a line folded", "GET / HTTP/1.1\r\nHost: a\r\nX-A: 1\r\n 2\r\n\r\n", 400),
      ("a bare line feed", "GET / HTTP/1.1\nHost: a\n\n", 400),
      ("a blank before the colon", "GET / HTTP/1.1\r\nHost : a\r\n\r\n", 400),
      ("no Host", "GET /health HTTP/1.1\r\n\r\n", 400),
      ("a chunk size that is none", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n", 400),
      ("no HTTP at all", "\u{16}\u{3}\u{1}\r\n\r\n", 400),
      ("a head past its limit", "GET / HTTP/1.1\r\nHost: a\r\nX-A: \(String(repeating: "a", count: 20_000))\r\n\r\n", 431),
      ("a target past its limit", "GET /\(String(repeating: "a", count: 9_000)) HTTP/1.1\r\nHost: a\r\n\r\n", 414),
    ]

    @Test(arguments: doors) func isRejectedAndTheProcessKeepsRunning(at door: String) async throws {
      let port = try TLSRelay.port(for: try #require(url(of: door)))
      let process = StackProcess(name: door)
      let pid = process.pid
      for request in Self.broken {
        do {
          let answer = try await RawConnection.exchange(port: port, request.bytes)
          #expect(answer.status == request.status, "\(request.what): \(answer)")
        } catch {
          Issue.record("\(request.what) got no answer: \(error)")
        }
      }
      let healthy = try await RawConnection.exchange(port: port, "GET /health HTTP/1.1\r\nHost: a\r\n\r\n")
      #expect(healthy.status == 200)
      #expect(process.pid == pid)
    }

    /// nginx accepts some of it (a bare line feed) and uses other statuses. It also rejects everything that could smuggle a request.
    @Test func thatCouldSmuggleIsRejectedByNginx() async throws {
      let port = try TLSRelay.port(for: try #require(TestStack.nginxURL))
      let pid = StackProcess(name: "nginx").pid
      let dangerous: Set<String> = ["two Content-Lengths", "both length and chunked", "a negative length", "no Host", "no HTTP at all"]
      for request in Self.broken where dangerous.contains(request.what) {
        let answer = try await RawConnection.exchange(port: port, request.bytes)
        #expect(answer.status == request.status, "\(request.what): \(answer)")
      }
      #expect(StackProcess(name: "nginx").pid == pid)
    }

    @Test func ofAnIncompleteRequestDoesNotAffectOthers() async throws {
      for door in Self.doors {
        let port = try TLSRelay.port(for: try #require(url(of: door)))
        let connection = try RawConnection(port: port)
        try await connection.send("POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{\"qu")
        connection.finishSending()
        _ = await connection.isClosedByPeer()
        let healthy = try await RawConnection.exchange(port: port, "GET /health HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(healthy.status == 200, "\(door)")
      }
    }

    private func url(of door: String) -> String? {
      switch door {
      case "gateway": TestStack.gatewayURL
      case "user-service": TestStack.userURL
      case "order-service": TestStack.orderURL
      default: TestStack.paymentURL
      }
    }
  }
}
