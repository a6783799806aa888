import HTTPCore
import Logging
import ServiceKit
import SharedKernel
import Testing

@Suite struct QueryReaderTests {
  private enum Colour: String, CaseIterable { case red, green }

  private func reader(_ query: String) throws -> QueryReader {
    QueryReader(
      RequestContext(request: HTTPRequest(target: "/x?\(query)"), query: try QueryParameters(query), logger: Logger(label: "t")))
  }

  /// The error of an invalid query.
  private func refusal(_ query: String, _ read: (inout QueryReader) -> Void) throws -> ServiceError? {
    var reader = try reader(query)
    read(&reader)
    return #expect(throws: ServiceError.self) { try reader.finish() }
  }

  @Test func readsPages() throws {
    var (none, some) = (try reader(""), try reader("limit=100&offset=7"))
    let pages = (none.page(), some.page())
    #expect(pages.0 == Page(limit: 20, offset: 0))
    #expect(pages.1 == Page(limit: 100, offset: 7))
    try none.finish()
    try some.finish()
  }

  @Test(arguments: ["limit=0", "limit=101", "limit=x", "offset=-1", "limit=", "limit=99999999999999999999", "limit=1&limit=2"])
  func rejectsInvalidPages(_ query: String) throws {
    let error = try refusal(query) { _ = $0.page() }
    #expect(error?.status == 400)
  }

  @Test func reportsAllErrorsAtOnce() throws {
    let error = try refusal("limit=0&offset=x&colour=blue&who=me&ids=a&ok=1&unknown=1") { query in
      _ = query.bulkIDs("ids")
      _ = query.page()
      _ = query.choice("colour", of: Colour.self)
      _ = query.identifier("who")
      let fine = query.integer("ok", in: 1...1)
      #expect(fine == 1)
    }
    #expect(error?.details.map(\.field) == ["ids", "limit", "offset", "colour", "who"])
  }

  @Test func readsBulkIdentifiersOnceInOrder() throws {
    let (a, b) = (EntityID.make(), EntityID.make())
    var query = try reader("ids=\(b),\(a),\(b)&ids=\(a)")
    let read = query.bulkIDs("ids")
    try query.finish()
    #expect(read == [b, a])
    var other = try reader("limit=1")
    let absent = other.bulkIDs("ids")
    #expect(absent == nil)
    try other.finish()
  }

  @Test func limitsBulkIdentifiersAndNamesAMalformedOne() throws {
    let hundred = (0..<100).map { _ in EntityID.make().description }
    var query = try reader("ids=" + (hundred + hundred).joined(separator: ","))
    let read = query.bulkIDs("ids")
    #expect(read?.count == 100)
    try query.finish()
    let more = "ids=" + (hundred + [EntityID.make().description]).joined(separator: ",")
    let tooMany = try refusal(more) { _ = $0.bulkIDs("ids") }
    #expect(tooMany?.status == 400)
    let malformed = try refusal("ids=nonsense") { _ = $0.bulkIDs("ids") }
    #expect(malformed?.details.first?.message.contains("nonsense") == true)
  }

  @Test(arguments: ["ids=", "ids=,", "ids=,,&limit=0"])
  func rejectsAnEmptyBulkLookUp(_ query: String) throws {
    let error = try refusal(query) { _ = $0.bulkIDs("ids") }
    #expect(error?.details.map(\.field) == ["ids"])
  }
}
