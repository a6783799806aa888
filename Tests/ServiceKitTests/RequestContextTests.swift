import HTTPCore
import Logging
import ServiceKit
import SharedKernel
import Testing

@Suite struct RequestContextTests {
  private func context(_ query: String = "", headers: HTTPFields = [:], id: String = "") throws -> RequestContext {
    RequestContext(
      request: HTTPRequest(target: "/x?\(query)", headers: headers), pathParameters: ["id": id], query: try QueryParameters(query),
      logger: Logger(label: "t"))
  }

  @Test func aMalformedPathIdentifierIsNotFound() throws {
    let context = try context(id: "7")
    #expect(#expect(throws: ServiceError.self) { try context.id() }?.status == 404)
  }

  @Test func honoursPreconditions() throws {
    for time in [0, 1, 35, 36, 1295, 1296, Timestamp.now.microseconds, .max] {
      #expect(EntityTag(updatedAt: Timestamp(microseconds: time)).description == "\"\(String(time, radix: 36))\"")
    }
    let tag = EntityTag(updatedAt: Timestamp(microseconds: 123))
    let old = EntityTag(updatedAt: Timestamp(microseconds: 122))
    #expect(throws: Never.self) { try context().checkPrecondition(tag) }
    #expect(throws: Never.self) { try context(headers: ["If-Match": "*"]).checkPrecondition(tag) }
    #expect(throws: Never.self) { try context(headers: ["If-Match": "\(old), \(tag)"]).checkPrecondition(tag) }
    #expect(#expect(throws: ServiceError.self) { try context(headers: ["If-Match": "\(old)"]).checkPrecondition(tag) }?.status == 412)
    #expect(#expect(throws: ServiceError.self) { try context(headers: ["If-Match": "W/\(tag)"]).checkPrecondition(tag) }?.status == 412)
    #expect(try context(headers: ["If-None-Match": "W/\(tag)"]).show("x", tag: tag) { $0.null() }.status == .notModified)
    #expect(try context().show("x", tag: tag) { $0.null() }.status == .ok)
  }
}
