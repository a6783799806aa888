import Foundation
import HTTPCore
import JSON
import Synchronization
import TestSupport
import Testing

@testable import Gateway

@Suite(.timeLimit(.minutes(2))) struct SchemaWatchTests {
  private func graph(_ field: String) -> String {
    "extend schema @service(name: \"s\", url: \"{$env.UPSTREAM}\")\ntype Query { \(field): Int @rest(service: \"s\", GET: \"/n\") }"
  }

  private func folder() throws -> URL {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    return url
  }

  private func write(_ text: String, _ folder: URL) throws {
    try text.write(to: folder.appendingPathComponent("a.graphql"), atomically: true, encoding: .utf8)
  }

  @Test func servesChangedFilesThatComposeAndKeepsThePreviousGraphOtherwise() async throws {
    let folder = try folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    try write(graph("first"), folder)
    try await RunningGateway.with(directory: folder.path, upstream: Numbers()) { gateway in
      #expect(try await gateway.query("{ first }").contains(#""first":7"#))
      let first = try await version(gateway)

      try write("type Query {", folder)
      try await eventually("the refusal") { try await metric(gateway, "refused") == 1 }
      #expect(try await gateway.query("{ first }").contains(#""first":7"#))
      #expect(try await version(gateway) == first)

      try write(graph("second"), folder)
      try await eventually("the new graph") { try await gateway.query("{ second }").contains(#""second":7"#) }
      #expect(try await metric(gateway, "applied") == 1)
      #expect(try await gateway.query("{ first }").contains("Cannot query field"))
      #expect(try await version(gateway) != first)
    }
  }

  @Test func finishesARequestOnTheGraphItStartedWith() async throws {
    let folder = try folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    try write(graph("first"), folder)
    let upstream = Held()
    try await RunningGateway.with(directory: folder.path, upstream: upstream) { gateway in
      async let slow = gateway.query("{ first }")
      try await eventually("the call") { upstream.isAsked }
      try write(graph("second"), folder)
      try await eventually("the new graph") {
        try await gateway.query("{ __type(name: \"Query\") { fields { name } } }").contains("second")
      }
      upstream.release()
      #expect(try await slow.contains(#""first":7"#))
    }
  }

  private func version(_ gateway: RunningGateway) async throws -> String? {
    let health = try await gateway.send("GET", "/health")
    return try JSONValue(JSONDocument(parsing: health.body).root)["graph"]?.string
  }

  private func metric(_ gateway: RunningGateway, _ result: String) async throws -> Int? {
    let page = String(decoding: try await gateway.send("GET", "/metrics").body, as: UTF8.self)
    let line = page.split(separator: "\n").first { $0.hasPrefix("gateway_schema_reloads_total{result=\"\(result)\"}") }
    return line?.split(separator: " ").last.flatMap { Int($0) }
  }

  private struct Numbers: HTTPHandler {
    func respond(to request: HTTPRequest) async -> HTTPResponse {
      HTTPResponse(status: .ok, headers: ["content-type": "application/json"], body: Array("7".utf8))
    }
  }

  /// Responds after `release()`.
  private final class Held: HTTPHandler {
    private struct State {
      var isAsked = false
      var isReleased = false
      var waiting: [CheckedContinuation<Void, Never>] = []
    }
    private let state = Mutex(State())

    var isAsked: Bool { state.withLock { $0.isAsked } }

    func release() {
      let waiting = state.withLock { state in
        state.isReleased = true
        return state.waiting
      }
      for continuation in waiting { continuation.resume() }
    }

    func respond(to request: HTTPRequest) async -> HTTPResponse {
      if request.path == "/n" {
        await withCheckedContinuation { continuation in
          let isReleased = state.withLock { state in
            state.isAsked = true
            if !state.isReleased { state.waiting.append(continuation) }
            return state.isReleased
          }
          if isReleased { continuation.resume() }
        }
      }
      return HTTPResponse(status: .ok, headers: ["content-type": "application/json"], body: Array("7".utf8))
    }
  }
}
