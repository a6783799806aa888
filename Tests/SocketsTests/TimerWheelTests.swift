import Testing

@testable import Sockets

struct TimerWheelTests {
  @Test(arguments: [1, 2, 63, 64, 65, 100, 4095, 4096, 4097, 262_143, 262_144, 300_000, 16_777_215, 16_777_216, 40_000_000] as [UInt64])
  func firesExactlyWhenDue(due: UInt64) {
    for start in [0, 1, 63, 64, 4095, 4097, 262_200] as [UInt64] {
      var wheel = TimerWheel<Int>(now: start)
      _ = wheel.insert(due: start + due, 7)
      #expect(wheel.advance(to: start + due - 1).isEmpty)
      #expect(wheel.advance(to: start + due) == [7])
      #expect(wheel.count == 0)
    }
  }

  @Test func firesInOrderAcrossLevels() {
    var wheel = TimerWheel<UInt64>()
    let ticks: [UInt64] = [5000, 3, 70, 4096, 64, 1, 300_000, 299_999]
    for tick in ticks { _ = wheel.insert(due: tick, tick) }
    #expect(wheel.advance(to: 1_000_000) == ticks.sorted())
  }

  @Test func agreesWithASortedList() {
    var random = SystemRandomNumberGenerator()
    var wheel = TimerWheel<UInt64>()
    var model: [(due: UInt64, token: TimerWheel<UInt64>.Token)] = []
    var now: UInt64 = 0
    for _ in 0..<5000 {
      let due = now + UInt64.random(in: 1...[10, 500, 20_000, 700_000].randomElement(using: &random)!, using: &random)
      model.append((due, wheel.insert(due: due, due)))
      if Bool.random(using: &random), let index = model.indices.randomElement(using: &random) {
        #expect(wheel.cancel(model[index].token) == model[index].due)
        model.remove(at: index)
      }
      if let next = wheel.nextTick, let first = model.map(\.due).min() { #expect(next <= first && next > now) }
      now += UInt64.random(in: 0...3000, using: &random)
      let fired = wheel.advance(to: now)
      #expect(fired == model.map(\.due).filter { $0 <= now }.sorted())
      model.removeAll { $0.due <= now }
      #expect(wheel.count == model.count)
    }
  }

  @Test func doesNotFireCancelledTimers() {
    var wheel = TimerWheel<Int>()
    let first = wheel.insert(due: 10, 1)
    let second = wheel.insert(due: 10, 2)
    #expect(wheel.cancel(first) == 1)
    #expect(wheel.cancel(first) == nil)
    #expect(wheel.advance(to: 20) == [2])
    #expect(wheel.cancel(second) == nil)
    #expect(wheel.nextTick == nil)
  }

  @Test func firesOverdueTimersAtTheNextTick() {
    var wheel = TimerWheel<Int>(now: 100)
    _ = wheel.insert(due: 5, 1)
    #expect(wheel.nextTick == 101)
    #expect(wheel.advance(to: 101) == [1])
  }
}
