import HTTPCore
import ServiceKit
import SharedKernel
import Testing

@Suite struct EnvelopeTests {
  private func text(_ response: HTTPResponse) -> String { String(decoding: response.body, as: UTF8.self) }

  @Test func wrapsData() {
    let response = Envelope.success(status: .created, message: "Made") { writer in
      writer.object {
        $0.member("price", Money(hundredths: 99_900))
        $0.member("at", Timestamp(microseconds: 0))
        $0.member("none", String?.none)
      }
    }
    #expect(response.status == .created)
    #expect(text(response) == #"{"success":true,"message":"Made","data":{"price":999.00,"at":"1970-01-01T00:00:00.000000Z","none":null}}"#)
  }

  @Test func wrapsLists() {
    let list = PagedList(items: ["a", "b"], total: 5, page: Page(limit: 2, offset: 1))
    let response = Envelope.list(list, message: "Letters") { $0.string($1) }
    #expect(
      text(response)
        == #"{"success":true,"message":"Letters","data":["a","b"],"meta":{"total":5,"limit":2,"offset":1,"hasMore":true}}"#)
  }

  @Test func wrapsFailures() {
    let response = Envelope.failure(.invalidInput("email", "is required"), requestID: "r")
    #expect(
      text(response)
        == #"{"success":false,"error":{"code":"INVALID_INPUT","message":"Validation failed","details":[{"field":"email","message":"is required"}]},"requestId":"r"}"#
    )
    #expect(Envelope.failure(.tooManyRequests(retryAfter: 9), requestID: "r").headers["Retry-After"] == "9")
  }
}
