import GraphQLExecution
import Testing

@Suite struct ExecutionReportTests {
  private func fetch(_ loader: String, begin: Duration) -> ExecutionReport.Fetch {
    ExecutionReport.Fetch(loader: loader, keys: 1, begin: begin, took: .milliseconds(1), attempts: 1, isShared: false, status: 200)
  }

  @Test func tellsFetchesInTheOrderInWhichTheyBegan() {
    let report = ExecutionReport(recordsFetches: true)
    for (loader, begin) in [("late", 3), ("early", 1), ("middle", 2)] { report.note(fetch(loader, begin: .seconds(begin))) }
    #expect(report.recordsFetches)
    #expect(report.fetches.map(\.loader) == ["early", "middle", "late"])
  }

  @Test func tellsHeadersByServiceAndNameAndKeepsTheOrderOfOneName() {
    let report = ExecutionReport()
    report.handBack("set-cookie", "second=1", from: "users")
    report.handBack("set-cookie", "a=2", from: "users")
    report.handBack("x-limit", "3", from: "orders")
    report.handBack("etag", "4", from: "users")
    #expect(report.headers.map(\.value) == ["3", "4", "second=1", "a=2"])
  }
}
