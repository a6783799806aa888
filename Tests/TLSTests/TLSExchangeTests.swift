import Concurrency
import Foundation
import HTTPClient
import HTTPCore
import HTTPServer
import Sockets
import TestSupport
import Testing

@testable import TLS

private let sslscan = ["/usr/bin/sslscan", "/usr/local/bin/sslscan"].first { FileManager.default.isExecutableFile(atPath: $0) }

/// Our client against our server, and `openssl s_client` against our server.
struct TLSExchangeTests {
  private static let local = ["DNS:localhost", "IP:127.0.0.1"]

  @Test func exchangesManyRequestsAtOnce() async throws {
    try await TestAuthority.with { authority in
      let identity = try await authority.issue("server", for: Self.local)
      try await SecureServer.with(TLSServerFiles(identities: [identity]), loops: 2) { (server: SecureServer) async throws in
        let client = try server.client(TLSClientFiles(authorities: authority.certificate))
        let url = try server.url()
        try await withThrowingTaskGroup(of: Void.self) { tasks in
          for number in 0..<100 {
            tasks.addTask {
              let body = [UInt8](repeating: UInt8(number), count: number * 3000)
              let response = try await client.execute(
                HTTPRequest(method: .put, target: "/\(number)", body: body), to: url, timeout: .seconds(20))
              #expect(response.headers["x-target"] == "/\(number)")
              #expect(response.body == body)
            }
          }
          try await tasks.waitForAll()
        }
      }
    }
  }

  @Test func checksTheNameTheAddressTheAuthorityAndTheTimeOfTheServer() async throws {
    try await TestAuthority.with { authority in
      let other = try await authority.other()
      let trusting = TLSClientFiles(authorities: authority.certificate)
      for (names, days, issuer, host, problem) in [
        (["DNS:localhost"], 5, authority, "localhost", nil), (["DNS:localhost"], 5, authority, "127.0.0.1", "another name"),
        (["IP:127.0.0.1"], 5, authority, "127.0.0.1", nil), (["IP:127.0.0.1"], 5, authority, "localhost", "another name"),
        (["DNS:other.example"], 5, authority, "localhost", "another name"), (["DNS:localhost"], -1, authority, "localhost", "expired"),
        (["DNS:localhost"], 5, other, "localhost", "unknown authority"),
      ] as [([String], Int, TestAuthority, String, String?)] {
        let identity = try await issuer.issue("server", for: names, days: days)
        try await SecureServer.with(TLSServerFiles(identities: [identity])) { (server: SecureServer) async throws in
          let client = try server.client(trusting)
          do throws(HTTPClientError) {
            let response = try await server.get(client, host: host)
            #expect(problem == nil && response.status == .ok, "\(names) \(host)")
          } catch {
            guard case .tls(let reason) = error, let problem else { throw error }
            #expect(reason.contains(problem), "\(names) \(host): \(reason)")
            #expect(!reason.contains("127.0.0.1") && !reason.contains("localhost"))
          }
          #expect(client.openConnections == (problem == nil ? 1 : 0))
        }
      }
    }
  }

  @Test func theCommonNameIsNotAName() async throws {
    try await TestAuthority.with { authority in
      let identity = try await authority.issue("localhost", for: ["DNS:other.example"])
      try await SecureServer.with(TLSServerFiles(identities: [identity])) { (server: SecureServer) async throws in
        let client = try server.client(TLSClientFiles(authorities: authority.certificate))
        await #expect(throws: HTTPClientError.tls(reason: "the peer's certificate has another name")) {
          try await server.get(client, host: "localhost")
        }
      }
    }
  }

  @Test func aServerNameReplacesTheHost() async throws {
    try await TestAuthority.with { authority in
      let identity = try await authority.issue("server", for: ["DNS:orders.internal"])
      try await SecureServer.with(TLSServerFiles(identities: [identity])) { (server: SecureServer) async throws in
        let client = try server.client(TLSClientFiles(authorities: authority.certificate))
        let context = try TLSClientContext(TLSClientFiles(authorities: authority.certificate, serverName: "orders.internal"))
        #expect(try await server.get(client, tls: context).status == .ok)
        // The connection of that context is not reused for another one.
        await #expect(throws: HTTPClientError.tls(reason: "the peer's certificate has another name")) { try await server.get(client) }
      }
    }
  }

  @Test func theSystemsAuthoritiesDoNotKnowATestAuthority() async throws {
    try await TestAuthority.with { authority in
      let identity = try await authority.issue("server", for: Self.local)
      try await SecureServer.with(TLSServerFiles(identities: [identity])) { (server: SecureServer) async throws in
        await #expect(throws: HTTPClientError.tls(reason: "the peer's certificate is of an unknown authority")) {
          try await server.get(try server.client(TLSClientFiles()))
        }
      }
    }
  }

  @Test func plainHTTPAndTLSDoNotMix() async throws {
    try await TestAuthority.with { authority in
      let identity = try await authority.issue("server", for: Self.local)
      try await SecureServer.with(TLSServerFiles(identities: [identity])) { (server: SecureServer) async throws in
        let peer = try RawConnection(port: server.port)
        try await peer.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(await peer.isClosedByPeer())
        try await eventually("the log line") {
          server.log.lines.contains { $0.hasPrefix("warning client refused") && $0.contains("plain HTTP") }
        }
        let client = HTTPClient(group: server.loops)
        await #expect(throws: HTTPClientError.invalidRequest("this client has no certificates to verify servers with")) {
          try await server.get(client)
        }
      }
    }
  }

  // MARK: Client certificates

  @Test func asksClientsForACertificateOfItsAuthorityWithARequiredName() async throws {
    try await TestAuthority.with { authority in
      let other = try await authority.other()
      let identity = try await authority.issue("server", for: Self.local)
      let files = TLSServerFiles(
        identities: [identity], clientAuthorities: authority.certificate, clientNames: ["gateway", "nginx"])
      let clients: [(TLSIdentity?, String?)] = [
        (try await authority.issue("gateway", for: ["DNS:gateway"]), nil), (try await authority.issue("nginx", for: ["DNS:nginx"]), nil),
        (try await authority.issue("order", for: ["DNS:order-service"]), "another name"),
        (try await authority.issue("old", for: ["DNS:gateway"], days: -1), "expired"),
        (try await other.issue("gateway", for: ["DNS:gateway"]), "unknown authority"), (nil, "no certificate"),
      ]
      for (own, problem) in clients {
        try await SecureServer.with(files) { (server: SecureServer) async throws in
          let client = try server.client(TLSClientFiles(authorities: authority.certificate, identity: own))
          do throws(HTTPClientError) {
            #expect(try await server.get(client).status == .ok && problem == nil)
          } catch {
            guard let problem else { throw error }
            // A reset can overtake the refusal.
            if case .tls(let reason) = error { #expect(reason.hasPrefix("the peer refused: "), "\(reason)") }
            try await eventually("the log line of \(problem)") {
              server.log.lines.contains { $0.hasPrefix("warning client refused address=127.0.0.1") && $0.contains(problem) }
            }
          }
        }
      }
    }
  }

  @Test func resumesSessionsOfClientsWithCertificates() async throws {
    try await TestAuthority.with { authority in
      let identity = try await authority.issue("server", for: Self.local)
      let own = try await authority.issue("gateway", for: ["DNS:gateway"])
      let files = TLSServerFiles(identities: [identity], clientAuthorities: authority.certificate, clientNames: ["gateway"])
      try await SecureServer.with(files) { (server: SecureServer) async throws in
        let context = try TLSClientContext(TLSClientFiles(authorities: authority.certificate, identity: own))
        #expect(try await Self.connectTwice(context, server) == [false, true])
        // New certificates: an old session proves nothing any more.
        try server.context.reload()
        #expect(try await Self.connectTwice(context, server) == [false, true])
        try context.reload()
        #expect(try await Self.connectTwice(context, server) == [false, true])
      }
    }
  }

  /// Whether each of two connections, one after the other, resumed a session.
  private static func connectTwice(_ context: TLSClientContext, _ server: SecureServer) async throws -> [Bool] {
    var resumed: [Bool] = []
    for _ in 0..<2 {
      let request = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
      let end = try await end(of: request, context, server, port: server.port, onConnect: { resumed.append($0.isResumed) }) {}
      #expect(end == .end)
    }
    return resumed
  }

  /// How a connection ends that sends one request and reads until the end. `onData` runs after the first bytes of the response.
  private static func end(
    of request: String, _ context: TLSClientContext, _ server: SecureServer, port: Int, onConnect: (TLSStream) -> Void = { _ in },
    onData: () -> Void
  ) async throws -> StreamProgress {
    let loop = server.loops.loops[0]
    let address = try #require(SocketAddress(numeric: "127.0.0.1", port: port))
    let deadline = MonotonicTime.now.advanced(by: .seconds(10))
    return try await withTaskExecutorPreference(loop) {
      let stream = try await TLSClientTransport(context).connect(
        to: address, host: "127.0.0.1", on: loop, until: deadline, onStart: { _ in })
      defer { stream.close(.closed) }
      onConnect(stream)
      let bytes = Array(request.utf8)
      #expect(bytes.withUnsafeBytes { stream.send($0, more: false) } == .moved(bytes.count))
      var chunk = [UInt8](repeating: 0, count: 4096)
      while true {
        switch chunk.withUnsafeMutableBytes({ stream.receive(into: $0) }) {
        case .moved: onData()
        case .needsReadable: guard await stream.waitReadable(until: deadline) == .ready else { return .needsReadable }
        case let end: return end
        }
      }
    }
  }

  // MARK: As OpenSSL's own client sees it

  @Test func hasNoProtocolBelowTLS12AndNoWeakCipher() async throws {
    try await TestAuthority.with { authority in
      let identity = try await authority.issue("server", for: Self.local, kind: .rsa2048)
      try await SecureServer.with(TLSServerFiles(identities: [identity])) { (server: SecureServer) async throws in
        let trusted = ["-CAfile", authority.certificate]
        for (version, name) in [("-tls1_3", "TLSv1.3"), ("-tls1_2", "TLSv1.2")] {
          let answer = try await server.inspect(trusted + [version, "-alpn", "http/1.1"])
          #expect(answer.contains("New, \(name), Cipher is"), "\(answer)")
          #expect(answer.contains("Verify return code: 0 (ok)"))
          #expect(answer.contains("ALPN protocol: http/1.1"))
          #expect(answer.contains("Compression: NONE"))
        }
        for refused in [
          ["-tls1", "-cipher", "ALL:@SECLEVEL=0"], ["-tls1_1", "-cipher", "ALL:@SECLEVEL=0"],
          ["-tls1_2", "-cipher", "AES128-SHA:AES256-GCM-SHA384:@SECLEVEL=0"],
          ["-tls1_2", "-cipher", "ECDHE-RSA-AES128-SHA:ECDHE-RSA-AES256-SHA384:@SECLEVEL=0"],
          ["-tls1_2", "-cipher", "DHE-RSA-AES128-GCM-SHA256:@SECLEVEL=0"], ["-tls1_2", "-cipher", "aNULL:eNULL:@SECLEVEL=0"],
          ["-alpn", "h2"],
        ] {
          let answer = try await server.inspect(trusted + refused)
          #expect(answer.contains("Cipher is (NONE)") || answer.contains("alert"), "\(refused): \(answer)")
        }
        // Renegotiation: a session that asks for it ends.
        let renegotiated = try await Command.run(
          "sh",
          ["-c", "(sleep 0.2; echo R; sleep 0.5) | openssl s_client -connect 127.0.0.1:\(server.port) -tls1_2 -legacy_renegotiation"]
        ).output
        #expect(renegotiated.contains("no renegotiation"), "\(renegotiated)")
      }
    }
  }

  @Test(.enabled(if: sslscan != nil, "sslscan is not installed")) func sslscanFindsNothingWeak() async throws {
    try await TestAuthority.with { authority in
      let identity = try await authority.issue("server", for: Self.local)
      try await SecureServer.with(TLSServerFiles(identities: [identity])) { (server: SecureServer) async throws in
        let report = try await Command.output(try #require(sslscan), ["--no-colour", "127.0.0.1:\(server.port)"])
        let lines = report.split(separator: "\n").map { $0.split(separator: " ").joined(separator: " ") }
        for protocolName in ["SSLv2", "SSLv3", "TLSv1.0", "TLSv1.1"] { #expect(lines.contains("\(protocolName) disabled"), "\(report)") }
        for protocolName in ["TLSv1.2", "TLSv1.3"] { #expect(lines.contains("\(protocolName) enabled"), "\(report)") }
        // The scanner of Debian cannot ask for compression; `openssl s_client` above does.
        #expect(lines.contains("Compression disabled") || report.contains("OpenSSL version does not support compression"))
        #expect(lines.contains("Session renegotiation not supported"))
        let ciphers = lines.filter { $0.hasPrefix("Preferred ") || $0.hasPrefix("Accepted ") }
        #expect(ciphers.count >= 6, "\(report)")
        for cipher in ciphers {
          #expect(
            cipher.contains(" TLS_") || (cipher.contains(" ECDHE-") && (cipher.contains("GCM") || cipher.contains("CHACHA20"))), "\(cipher)"
          )
        }
      }
    }
  }

  @Test func selectsACertificateByName() async throws {
    try await TestAuthority.with { authority in
      let files = TLSServerFiles(identities: [
        try await authority.issue("first", for: ["DNS:a.example"]), try await authority.issue("second", for: ["DNS:*.b.example"]),
        try await authority.issue("third", for: ["DNS:c.example", "DNS:d.example"], kind: .rsa2048),
      ])
      try await SecureServer.with(files) { (server: SecureServer) async throws in
        for (name, subject) in [
          ("a.example", "first"), ("x.b.example", "second"), ("x.y.b.example", "first"), ("d.example", "third"),
          ("unknown.example", "first"),
        ] {
          let answer = try await server.inspect(["-servername", name])
          #expect(answer.contains("subject=CN = \(subject)"), "\(name): \(answer.prefix(400))")
        }
        #expect(try await server.inspect(["-noservername"]).contains("subject=CN = first"))
      }
    }
  }

  @Test func usesReplacedCertificatesForNewConnections() async throws {
    try await TestAuthority.with { authority in
      let identity = try await authority.issue("server", for: Self.local, days: 1)
      try await SecureServer.with(TLSServerFiles(identities: [identity])) { (server: SecureServer) async throws in
        let client = try server.client(TLSClientFiles(authorities: authority.certificate))
        #expect(try await server.get(client).status == .ok)
        let next = try await authority.issue("next", for: Self.local)
        _ = try await Command.output("cp", [next.certificate, identity.certificate])
        #expect(
          throws: TLSFileError(
            role: .key, file: identity.key, problem: "is not the key of the certificate in \(identity.certificate)")
        ) { try server.context.reload() }
        #expect(try await server.inspect([]).contains("subject=CN = server"))
        _ = try await Command.output("cp", [next.key, identity.key])
        try server.context.reload()
        #expect(try await server.inspect([]).contains("subject=CN = next"))
        // The connection that existed goes on.
        #expect(try await server.get(client).status == .ok)
        #expect(client.openConnections == 1)
      }
    }
  }

  // MARK: Ends

  @Test func theEndWithoutCloseNotifyIsNotTheEndOfTheData() async throws {
    try await TestAuthority.with { authority in
      let identity = try await authority.issue("server", for: Self.local)
      try await SecureServer.with(TLSServerFiles(identities: [identity])) { (server: SecureServer) async throws in
        let proxy = try TCPProxy(to: server.port)
        let context = try TLSClientContext(TLSClientFiles(authorities: authority.certificate))
        for isCut in [false, true] {
          let request = "GET / HTTP/1.1\r\nHost: a\r\n\(isCut ? "" : "Connection: close\r\n")\r\n"
          let end = try await Self.end(of: request, context, server, port: proxy.port) { if isCut { proxy.cut() } }
          #expect(end == (isCut ? .failed(.closed) : .end))
        }
      }
    }
  }

  @Test func handshakesThatStopAreClosedInTimeAndLeaveNoConnection() async throws {
    try await TestAuthority.with { authority in
      let identity = try await authority.issue("server", for: Self.local)
      try await SecureServer.with(
        TLSServerFiles(identities: [identity]), configure: { $0.limits.handshakeTime = .milliseconds(300) }
      ) { (server: SecureServer) async throws in
        // The start of a ClientHello, and then nothing.
        let slow = try RawConnection(port: server.port)
        try await slow.send([0x16, 0x03, 0x01, 0x02, 0x00, 0x01])
        #expect(await slow.isClosedByPeer(within: .seconds(5)))
        for _ in 0..<20 {
          let peers = try (0..<25).map { _ in try RawConnection(port: server.port) }
          for (index, peer) in peers.enumerated() {
            if index % 3 == 1 { try await peer.send([0x16, 0x03, 0x01, 0x02, 0x00, 0x01]) }
            if index % 3 == 2 { try await peer.send("not TLS at all, but long enough for a record") }
          }
        }
        let client = try server.client(TLSClientFiles(authorities: authority.certificate))
        #expect(try await server.get(client).status == .ok)
      }
    }
  }
}
