import Sockets
import Testing

struct LoopBoundTests {
  private final class Counter { var count = 0 }

  @Test func carriesAValueToItsLoop() async throws {
    let group = try EventLoopGroup(count: 1)
    defer { group.shutdown() }
    let bound = LoopBound(Counter(), to: group.loops[0])
    let count = await withCheckedContinuation { continuation in
      for _ in 0..<3 { bound.loop.execute { bound.value.count += 1 } }
      bound.loop.execute { continuation.resume(returning: bound.value.count) }
    }
    #expect(count == 3)
  }

  #if DEBUG
  @Test func stopsWhereAnotherThreadUsesTheValue() async throws {
    await #expect(processExitsWith: .failure) {
      let group = try EventLoopGroup(count: 1)
      let bound = LoopBound(1, to: group.loops[0])
      _ = bound.value
    }
  }
  #endif
}
