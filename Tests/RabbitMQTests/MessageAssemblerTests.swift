import Testing

@testable import RabbitMQ

struct MessageAssemblerTests {
  @Test func assemblesTheBody() {
    var assembler = MessageAssembler()
    assembler.begin(.returned)
    #expect(assembler.header(bodySize: 5, .init(messageID: "m")) == nil)
    #expect(assembler.body([1, 2]) == nil)
    let message = assembler.body([3, 4, 5])
    #expect(message == .init(start: .returned, properties: .init(messageID: "m"), body: [1, 2, 3, 4, 5]))
  }

  @Test func isCompleteWithoutABody() {
    var assembler = MessageAssembler()
    assembler.begin(.returned)
    let message = assembler.header(bodySize: 0, .init())
    #expect(message?.body == [])
  }

  @Test func ignoresFramesWithoutAMethod() {
    var assembler = MessageAssembler()
    #expect(assembler.header(bodySize: 0, .init()) == nil)
    #expect(assembler.body([1]) == nil)
  }
}
