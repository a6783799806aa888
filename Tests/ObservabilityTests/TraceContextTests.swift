import Observability
import Testing

@Suite struct TraceContextTests {
  private static let example = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"

  @Test func continuesATrace() {
    let next = TraceContext.continuing(Self.example)
    #expect(next.traceID == "4bf92f3577b34da6a3ce929d0e0e4736")
    #expect(next.spanID != "00f067aa0ba902b7")
    #expect(next.isSampled)
    #expect(TraceContext(traceparent: next.traceparent) == next)
  }

  @Test func readsLaterVersions() {
    #expect(TraceContext(traceparent: "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-what-comes") != nil)
  }

  @Test(arguments: [
    "", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7", "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
    "00-00000000000000000000000000000000-00f067aa0ba902b7-01", "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
    "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-x",
  ])
  func beginsANewTraceAfterOtherText(_ text: String) {
    #expect(TraceContext(traceparent: text) == nil)
    #expect(TraceContext(traceparent: TraceContext.continuing(text).traceparent) != nil)
  }

  @Test(arguments: ["", "with space", "line\nfeed", "\"quoted\"", String(repeating: "a", count: 129)])
  func replacesUnsafeRequestIDs(_ received: String) {
    #expect(RequestID.accepting(received) != received)
    #expect(RequestID.accepting("abc-123_X.y") == "abc-123_X.y")
  }
}
