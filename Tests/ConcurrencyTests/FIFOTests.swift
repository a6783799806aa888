import Testing

@testable import Concurrency

struct FIFOTests {
  @Test func givesElementsInTheOrderOfTheirArrival() {
    var queue = FIFO<Int>()
    var given: [Int] = []
    for number in 0..<1000 {
      queue.append(number)
      if number % 3 == 2, let first = queue.popFirst() { given.append(first) }
    }
    #expect(queue.count == 1000 - given.count)
    given += queue.removeAll()
    #expect(given == Array(0..<1000))
    #expect(queue.isEmpty && queue.popFirst() == nil)
  }

  @Test func replacesTheFrontInPlace() {
    var queue = FIFO<Int>()
    queue.first = 7
    #expect(queue.isEmpty)
    queue.append(1)
    queue.append(2)
    queue.first = 9
    #expect(queue.removeAll() == [9, 2])
  }
}
