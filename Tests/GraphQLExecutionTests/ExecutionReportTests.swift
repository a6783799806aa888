import GraphQLExecution
import Testing

@Suite struct ExecutionReportTests {
  private func fetch(_ loader: String, begin: Duration) -> ExecutionReport.Fetch {
    ExecutionReport.Fetch(loader: .local(loader), keys: 1, begin: begin, took: .milliseconds(1), attempts: 1, isShared: false, status: 200)
  }

  @Test func sortsFetchesByTheirStart() {
    let report = ExecutionReport(recordsFetches: true)
    for (loader, begin) in [("late", 3), ("early", 1), ("middle", 2)] { report.note(fetch(loader, begin: .seconds(begin))) }
    #expect(report.recordsFetches)
    #expect(report.fetches.map(\.loader.description) == ["early", "middle", "late"])
  }

  @Test func sortsHeadersByServiceAndNameAndKeepsTheOrderOfOneName() {
    let report = ExecutionReport()
    report.addHeader("set-cookie", "second=1", from: "users")
    report.addHeader("set-cookie", "a=2", from: "users")
    report.addHeader("x-limit", "3", from: "orders")
    report.addHeader("etag", "4", from: "users")
    #expect(report.headers == ["x-limit": "3", "etag": "4", "set-cookie": "second=1", "set-cookie": "a=2"])
  }
}
