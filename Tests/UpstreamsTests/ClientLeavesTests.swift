import HTTPCore
import Synchronization
import Testing

@testable import Upstreams

/// Calls whose client leaves before they have ended.
@Suite struct ClientLeavesTests {
  private final class Client: ClientPresence {
    private let state = Mutex<(hasLeft: Bool, watches: [Int: @Sendable () -> Void])>((false, [:]))

    var hasLeft: Bool { state.withLock { $0.hasLeft } }
    var watches: Int { state.withLock { $0.watches.count } }

    func leave() {
      let bodies = state.withLock { state in
        state.hasLeft = true
        return Array(state.watches.values)
      }
      for body in bodies { body() }
    }

    func onLeave(_ body: @escaping @Sendable () -> Void) -> Int? {
      state.withLock { state in
        state.watches[state.watches.count] = body
        return state.watches.count - 1
      }
    }

    func forget(_ watch: Int) { state.withLock { _ = $0.watches.removeValue(forKey: watch) } }
  }

  private let clock = ManualClock()
  private let transport = HeldTransport()
  private let client = Client()
  private let request: UpstreamRequest

  init() throws {
    let origin = try #require(HTTPURL("http://up"))
    request = UpstreamRequest(to: .test(), method: .get, url: origin.replacing(target: "/a"))
  }

  private func channel(maxConcurrency: Int = 256, sharesCalls: Bool = true) -> UpstreamChannel {
    var options = UpstreamOptions()
    options.clock = clock
    options.sharesCalls = sharesCalls
    return UpstreamChannel(
      Upstream.test(retry: .test(), breaker: .test(), maxConcurrency: maxConcurrency, responseHeaders: ResponseHeadersPolicy()),
      transport: transport, options: options)
  }

  private func isCancelled(_ exchange: UpstreamChannel.Exchange) -> Bool {
    if case .failure(.cancelled) = exchange.result { true } else { false }
  }

  @Test(arguments: [true, false]) func aCallForThisClientAloneIsCut(sharesCalls: Bool) async {
    let channel = channel(sharesCalls: sharesCalls)
    async let exchange = channel.send(request, mayShare: true, deadline: channel.deadline, client: client)
    await until { transport.held == 1 }
    client.leave()
    #expect(isCancelled(await exchange))
    #expect(transport.held == 0)
    #expect(transport.total == 1)
  }

  @Test func aCallThatAnotherClientWaitsForGoesOn() async {
    let channel = channel()
    let other = Client()
    async let first = channel.send(request, mayShare: true, deadline: channel.deadline, client: client)
    await until { transport.held == 1 }
    async let second = channel.send(request, mayShare: true, deadline: channel.deadline, client: other)
    await until { channel.followers(of: request) == 1 }
    client.leave()
    #expect(transport.held == 1)
    transport.answer(200)
    let answered = await second
    #expect((try? answered.result.get())?.status == 200)
    #expect(answered.isShared)
    _ = await first
    #expect(transport.total == 1)
  }

  @Test func aCallThatWaitsForItsTurnIsNotSent() async {
    let channel = channel(maxConcurrency: 1, sharesCalls: false)
    async let running = channel.send(request, mayShare: true, deadline: channel.deadline)
    await until { transport.held == 1 }
    async let waiting = channel.send(request, mayShare: true, deadline: channel.deadline, client: client)
    await until { client.watches == 1 }
    client.leave()
    transport.answer(200)
    #expect(isCancelled(await waiting))
    #expect(await waiting.attempts == 0)
    _ = await running
    #expect(transport.total == 1)
  }

  @Test func nothingIsKeptOfACallThatHasEnded() async {
    let channel = channel()
    async let exchange = channel.send(request, mayShare: true, deadline: channel.deadline, client: client)
    await until { transport.held == 1 }
    transport.answer(200)
    _ = await exchange
    #expect(client.watches == 0)
  }
}
