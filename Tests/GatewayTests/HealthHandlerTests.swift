import HTTPCore
import Logging
import Testing

@testable import Gateway
@testable import GraphTools

@Suite struct HealthHandlerTests {
  private func text(_ response: HTTPResponse) -> String { String(decoding: response.body, as: UTF8.self) }

  @Test func isReadyOnceEveryUpstreamAnswered() async {
    let health = UpstreamHealth(names: ["users", "orders"])
    let handler = HealthHandler(health: health)
    #expect(await handler.respond(to: HTTPRequest(target: "/ready")).status == .serviceUnavailable)
    health.note("users", .up)
    health.note("orders", .down)
    let waiting = await handler.respond(to: HTTPRequest(target: "/ready"))
    #expect(waiting.status == .serviceUnavailable)
    #expect(text(waiting) == #"{"status":"waiting","service":"gateway","upstreams":{"orders":"down","users":"up"}}"#)
    health.note("orders", .up)
    #expect(await handler.respond(to: HTTPRequest(target: "/ready")).status == .ok)
  }

  @Test func isAliveWhateverTheUpstreamsDo() async {
    let health = UpstreamHealth(names: ["users"])
    health.note("users", .down)
    let response = await HealthHandler(health: health).respond(to: HTTPRequest(target: "/health"))
    #expect(response.status == .ok)
    #expect(text(response).contains(#""users":"down""#))
  }

  @Test func isNotReadyWhileDraining() async {
    let health = UpstreamHealth(names: [])
    #expect(health.isReady)
    health.beginDraining()
    let response = await HealthHandler(health: health).respond(to: HTTPRequest(target: "/ready"))
    #expect(response.status == .serviceUnavailable)
    #expect(text(response).contains("draining"))
  }

  @Test func probeTakesAnyAnswerUnder500ForUp() async throws {
    let origins = try ["a", "b", "c", "d"].map { ComposedGraph.Upstream(name: $0, origin: try #require(HTTPURL("http://\($0).test"))) }
    let health = UpstreamHealth(names: origins.map(\.name))
    let answers: [String: Int] = ["a.test": 200, "b.test": 404, "c.test": 500]
    let probe = UpstreamProbe(upstreams: { origins }, health: health, logger: Logger(label: "test")) { answers[$0.host] }
    #expect(await probe.round() == false)
    #expect(health.conditions.map(\.condition) == [.up, .up, .down, .down])
  }
}
