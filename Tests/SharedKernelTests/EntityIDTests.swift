import Testing

@testable import SharedKernel

@Suite struct EntityIDTests {
  @Test func isVersionSevenWithTheRightVariant() {
    let id = EntityID.make()
    #expect(id.high >> 12 & 0xF == 7)
    #expect(id.low >> 62 == 0b10)
    #expect(abs(Int64(id.high >> 16) * 1000 - Timestamp.now.microseconds) < 5_000_000)
  }

  @Test func everyIdentifierIsGreaterThanTheLast() {
    let ids = (0..<20_000).map { _ in EntityID.make() }
    #expect(zip(ids, ids.dropFirst()).allSatisfy { $0 < $1 })
    #expect(Set(ids).count == ids.count)
  }

  @Test func increasesWhenTheClockStepsBack() {
    let generator = EntityIDGenerator()
    let later = generator.next(now: Timestamp(microseconds: 2_000_000))
    let earlier = generator.next(now: Timestamp(microseconds: 1_000_000))
    #expect(earlier > later)
  }

  @Test func readsItsDescription() {
    let id = EntityID.make()
    #expect(EntityID(id.description) == id)
    #expect(EntityID(id.description.uppercased()) == id)
    #expect(id.description.utf8.count == 36)
  }

  @Test(arguments: [
    "", "x", "0190163d-8694-739b-aea5-966c26f8ad9", "0190163d-8694-739b-aea5-966c26f8ad911", "0190163d8694-739b-aea5-966c26f8ad91-",
    "0190163g-8694-739b-aea5-966c26f8ad91", "{0190163d-8694-739b-aea5-966c26f8ad}", "0190163d-8694-739b-aea5_966c26f8ad91",
  ])
  func refusesOtherText(_ text: String) {
    #expect(EntityID(text) == nil)
  }
}
