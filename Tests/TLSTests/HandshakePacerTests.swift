import Concurrency
import Sockets
import Testing

@testable import TLS

struct HandshakePacerTests {
  @Test func theStepsOfATurnTakeTheirShareAndTheOthersWaitInOrder() async throws {
    let loops = try EventLoopGroup(count: 1)
    defer { loops.shutdown() }
    let loop = loops.loops[0]
    let order = await withTaskExecutorPreference(loop) {
      // Of ten units, each step takes four: three steps a turn.
      let pacer = LoopBound(HandshakePacer(loop: loop, nanosecondsPerTurn: 10), to: loop)
      let turns = LoopBound(Turns(loop: loop), to: loop)
      turns.value.count()
      return await withTaskGroup(of: (Int, Int).self) { tasks in
        for step in 0..<10 {
          tasks.addTask(executorPreference: loop) {
            await pacer.value.enter()
            defer { pacer.value.leave(after: 4) }
            return (step, turns.value.turn)
          }
        }
        var steps: [Int] = []
        var perTurn: [Int: Int] = [:]
        for await (step, turn) in tasks {
          steps.append(step)
          perTurn[turn, default: 0] += 1
        }
        turns.value.isOver = true
        return (steps, perTurn)
      }
    }
    #expect(order.0 == Array(0..<10))
    #expect(order.1.values.max() == 3)
    #expect(order.1.count == 4)
  }

  /// Numbers the turns of a loop.
  private final class Turns {
    private(set) var turn = 0
    var isOver = false
    private let loop: EventLoop

    init(loop: EventLoop) { self.loop = loop }

    func count() {
      loop.atEndOfTurn { [self] in
        turn += 1
        let bound = LoopBound(self, to: loop)
        if !isOver { loop.execute { bound.value.count() } }
      }
    }
  }
}
