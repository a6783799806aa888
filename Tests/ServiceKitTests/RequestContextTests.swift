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

  @Test func readsPages() throws {
    #expect(try context().page() == Page(limit: 20, offset: 0))
    #expect(try context("limit=100&offset=7").page() == Page(limit: 100, offset: 7))
  }

  @Test(arguments: ["limit=0", "limit=101", "limit=x", "offset=-1", "limit=", "limit=99999999999999999999"])
  func refusesOtherPages(_ query: String) throws {
    let context = try context(query)
    #expect(#expect(throws: ServiceError.self) { try context.page() }?.status == 400)
  }

  @Test func readsBulkIdentifiersOnceInOrder() throws {
    let (a, b) = (EntityID.make(), EntityID.make())
    let ids = try #require(try context("ids=\(b),\(a),\(b)&ids=\(a),").bulkIDs())
    #expect(ids.ids == [b, a])
    #expect(ids.ordered([a], by: { $0 }) == [a])
    #expect(try context("limit=1").bulkIDs() == nil)
    #expect(try context("ids=").bulkIDs()?.ids == [])
  }

  @Test func boundsBulkIdentifiersAndNamesAMalformedOne() throws {
    let hundred = (0..<100).map { _ in EntityID.make().description }
    #expect(try context("ids=" + (hundred + hundred).joined(separator: ",")).bulkIDs()?.ids.count == 100)
    let more = try context("ids=" + (hundred + [EntityID.make().description]).joined(separator: ","))
    #expect(#expect(throws: ServiceError.self) { try more.bulkIDs() }?.status == 400)
    let bad = try context("ids=nonsense")
    #expect(#expect(throws: ServiceError.self) { try bad.bulkIDs() }?.details.first?.message.contains("nonsense") == true)
  }

  @Test func aMalformedPathIdentifierIsNotFound() throws {
    let context = try context(id: "7")
    #expect(#expect(throws: ServiceError.self) { try context.id() }?.status == 404)
  }

  @Test func honoursPreconditions() throws {
    let tag = EntityTag(updatedAt: Timestamp(microseconds: 123))
    let old = EntityTag(updatedAt: Timestamp(microseconds: 122))
    #expect(throws: Never.self) { try context().checkPrecondition(tag) }
    #expect(throws: Never.self) { try context(headers: ["If-Match": "*"]).checkPrecondition(tag) }
    #expect(throws: Never.self) { try context(headers: ["If-Match": "\(old), \(tag)"]).checkPrecondition(tag) }
    #expect(#expect(throws: ServiceError.self) { try context(headers: ["If-Match": "\(old)"]).checkPrecondition(tag) }?.status == 412)
    #expect(#expect(throws: ServiceError.self) { try context(headers: ["If-Match": "W/\(tag)"]).checkPrecondition(tag) }?.status == 412)
    #expect(try context(headers: ["If-None-Match": "W/\(tag)"]).alreadyHas(tag))
    #expect(try !context().alreadyHas(tag))
  }
}
