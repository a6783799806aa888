import JSON
import SharedKernel
import Testing

@testable import Messaging

struct EventEnvelopeTests {
  private static let whole: [(String, String)] = [
    ("id", #""01900000-0000-7000-8000-000000000001""#), ("type", #""order.created""#), ("version", "1"), ("source", #""order-service""#),
    ("occurredAt", #""2026-11-21T04:11:05.123456Z""#), ("aggregateId", #""01900000-0000-7000-8000-000000000002""#), ("sequence", "7"),
    ("userId", "null"), ("traceparent", "null"), ("data", #"{"total": 999.90}"#),
  ]

  private static func body(_ changes: [String: String?] = [:]) -> [UInt8] {
    let members = whole.compactMap { name, value -> String? in
      guard let change = changes[name] else { return "\"\(name)\":\(value)" }
      return change.map { "\"\(name)\":\($0)" }
    }
    return Array("{\(members.joined(separator: ","))}".utf8)
  }

  @Test func readsTheEnvelope() throws {
    let event = try EventEnvelope<AnyPayload>(body: Self.body())
    #expect(event.id.description == "01900000-0000-7000-8000-000000000001")
    #expect(event.name == "order.created" && event.version == 1 && event.source == "order-service" && event.sequence == 7)
    #expect(event.userID == nil && event.traceparent == nil)
    #expect(event.data.data["total"]?.numberText == "999.90")
  }

  @Test func aMissingUserIsNil() throws {
    #expect(try EventEnvelope<AnyPayload>(body: Self.body(["userId": nil])).userID == nil)
  }

  @Test(
    arguments: [
      ("id", nil), ("id", "7"), ("id", #""x""#), ("type", #""""#), ("type", "null"), ("version", "0"), ("version", "1.5"), ("source", nil),
      ("occurredAt", #""yesterday""#), ("aggregateId", nil), ("sequence", #""7""#), ("userId", #""x""#), ("data", "[]"), ("data", nil),
    ] as [(String, String?)])
  func refusesAnEnvelopeWithABadMember(name: String, value: String?) {
    #expect(throws: MessagingError.malformed(name)) { try EventEnvelope<AnyPayload>(body: Self.body([name: value])) }
  }

  @Test func rejectsAnUnknownVersionOfTheData() {
    #expect(throws: MessagingError.rejected("unknown version 2 of order.created")) {
      try EventEnvelope<AnyPayload>(body: Self.body(["version": "2"]))
    }
  }

  @Test(arguments: ["", "{", "[]", "null", "{}", "\u{0}"])
  func refusesOtherBodies(text: String) {
    #expect(throws: MessagingError.self) { try EventEnvelope<AnyPayload>(body: Array(text.utf8)) }
  }
}
