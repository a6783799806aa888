import Foundation
import JSON
import Logging
import Testing

@testable import Observability

@Suite struct JSONLogHandlerTests {
  /// The parsed lines that the body logs.
  private func lines(_ body: (Logger) -> Void) throws -> [JSONView] {
    let pipe = Pipe()
    let sink = LogSink(descriptor: pipe.fileHandleForWriting.fileDescriptor)
    body(Logger(label: "test") { JSONLogHandler(label: $0, level: .info, sink: sink) })
    sink.flush()
    try pipe.fileHandleForWriting.close()
    let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    return try text.split(separator: "\n").map { try JSONDocument(parsing: String($0)).root }
  }

  @Test func writesOneObjectPerLine() throws {
    let lines = try lines { logger in
      logger.info("request", metadata: ["status": .stringConvertible(200), "path": "/a\n\"b\"", "level": "forged"])
      logger.debug("not shown")
      logger.error("second")
    }
    #expect(lines.count == 2)
    #expect(lines[0]["message"]?.string == "request")
    #expect(lines[0]["level"]?.string == "info")
    #expect(lines[0]["status"]?.int == 200)
    #expect(lines[0]["path"]?.string == "/a\n\"b\"")
    #expect(lines[0]["logger"]?.string == "test")
    #expect(lines[1]["level"]?.string == "error")
  }

  @Test func containsTheRequestAndTraceOfTheTask() throws {
    let trace = RequestTrace(requestID: "r-1", trace: .make())
    let logged = try RequestTrace.$current.withValue(trace) { () throws -> [JSONView] in
      try lines { logger in logger.info("m", metadata: ["requestId": "forged"]) }
    }
    #expect(logged[0]["requestId"]?.string == "r-1")
    #expect(logged[0]["traceId"]?.string == trace.trace.traceID)
  }

  @Test func writesWithoutAFlush() throws {
    let pipe = Pipe()
    let sink = LogSink(descriptor: pipe.fileHandleForWriting.fileDescriptor)
    sink.start()
    Logger(label: "t") { JSONLogHandler(label: $0, level: .info, sink: sink) }.info("here")
    var readable = pollfd(fd: pipe.fileHandleForReading.fileDescriptor, events: Int16(POLLIN), revents: 0)
    try #require(poll(&readable, 1, 10_000) == 1)
    #expect(String(decoding: pipe.fileHandleForReading.availableData, as: UTF8.self).contains("\"here\""))
  }

  @Test func dropsLinesBeyondTheLimitAndLogsTheirNumber() throws {
    let pipe = Pipe()
    let sink = LogSink(descriptor: pipe.fileHandleForWriting.fileDescriptor, limit: 100)
    for _ in 0..<10 { sink.append(Array((String(repeating: "x", count: 59) + "\n").utf8)) }
    sink.flush()
    try pipe.fileHandleForWriting.close()
    let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    #expect(text.contains("\"count\":9"))
  }
}
