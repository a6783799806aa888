import Testing

@testable import Concurrency

struct PromiseTests {
  @Test func keepsTheFirstValueOnly() async {
    let promise = Promise<Int>()
    #expect(promise.fulfil(1))
    #expect(!promise.fulfil(2))
    #expect(await promise.value() == 1)
  }

  @Test func resumesTheTaskThatWaits() async {
    let promise = Promise<Int>()
    async let value = promise.value()
    promise.fulfil(3)
    #expect(await value == 3)
  }

  @Test func canHaveItsValueFromTheStart() async {
    let promise = Promise(4)
    #expect(!promise.fulfil(5))
    #expect(await promise.value() == 4)
  }

  @Test func runsTheHandlerOfACancelledTask() async {
    let promise = Promise<Bool>()
    let task = Task { await promise.value { promise.fulfil(false) } }
    task.cancel()
    #expect(await task.value == false)
  }
}
