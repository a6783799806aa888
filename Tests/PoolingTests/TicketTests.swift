import Testing

@testable import Pooling

struct TicketTests {
  @Test func keepsTheFirstValueOnly() async {
    let ticket = Ticket<Int>()
    #expect(ticket.fulfil(1))
    #expect(!ticket.fulfil(2))
    #expect(await ticket.value() == 1)
  }

  @Test func resumesTheOneWhoWaits() async {
    let ticket = Ticket<Int>()
    async let value = ticket.value()
    ticket.fulfil(3)
    #expect(await value == 3)
  }
}
