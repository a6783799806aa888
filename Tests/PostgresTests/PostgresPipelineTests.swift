import Concurrency
import Testing

@testable import Postgres

/// The protocol of a connection without a server: what is sent for each call, and which call each reply completes.
struct PostgresPipelineTests {
  /// A pipeline whose rows are texts and whose callers are numbers.
  private struct Harness {
    var pipeline: PostgresPipeline<String, Int>
    var now = MonotonicTime.now

    init(limit: Int = 100) { pipeline = PostgresPipeline(limit: limit) }

    mutating func submit(_ statement: PostgresStatement, _ caller: Int) -> [String] {
      pipeline.submitted(statement, caller, at: now)
      return actions()
    }

    mutating func submit(script: String, _ caller: Int) -> [String] {
      pipeline.submitted(script: script, caller)
      return actions()
    }

    mutating func receive(_ replies: PostgresPipeline<String, Int>.Reply...) -> [String] {
      for reply in replies { pipeline.received(reply, at: now) }
      return actions()
    }

    mutating func endTurn() -> [String] {
      pipeline.turnEnded()
      return actions()
    }

    mutating func passTime(to time: MonotonicTime) -> [String] {
      now = time
      pipeline.timePassed(at: now)
      return actions()
    }

    mutating func close() -> [String] {
      pipeline.closed()
      return actions()
    }

    private mutating func actions() -> [String] {
      var actions: [String] = []
      while let action = pipeline.nextAction() { actions.append(Self.text(action)) }
      return actions
    }

    private static func text(_ action: PostgresPipeline<String, Int>.Action) -> String {
      switch action {
      case .sendBegin: "begin"
      case .sendPrepare(let name, let text): "prepare \(name): \(text)"
      case .sendExecute(let name, _): "execute \(name)"
      case .sendSync: "sync"
      case .awaitEndOfTurn: "await end of turn"
      case .sendScript(let text): "script: \(text)"
      case .enterPipelineMode: "enter pipeline mode"
      case .complete(let caller, .success(let rows)): "\(caller): \(rows)"
      case .complete(let caller, .failure(let error)): "\(caller): \(error.code)"
      case .completeWithoutRows(let caller): "\(caller): no rows"
      case .close: "close"
      }
    }
  }

  // Made in one place each: a prepared statement is found by the literals that it is made of.
  private static func select(_ number: Int, transaction: PostgresStatement.Transaction = .none, preceding: [SQL] = []) -> PostgresStatement
  {
    PostgresStatement(sql: "SELECT \(number)", preceding: preceding, timeLimit: .seconds(10), transaction: transaction)
  }
  private static func insert(_ number: Int) -> SQL { "INSERT \(number)" }
  private static func read(_ number: Int) -> PostgresStatement {
    PostgresStatement(sql: "READ \(number)", timeLimit: .seconds(10), isRead: true)
  }
  private static func commit(_ transaction: UInt64, preceding: [SQL] = []) -> PostgresStatement {
    PostgresStatement(sql: "COMMIT", preceding: preceding, timeLimit: .seconds(10), transaction: .end(transaction))
  }
  private static let failure = PostgresError(.uniqueViolation(constraint: "c"))

  // MARK: order

  @Test func preparesAStatementOnceAndSendsASyncPointWithEachCall() {
    var harness = Harness()
    #expect(harness.submit(Self.select(1), 1) == ["prepare s1: SELECT $1", "execute s1", "sync"])
    #expect(harness.submit(Self.select(2), 2) == ["execute s1", "sync"])
  }

  @Test func completesCallsInTheirOrder() {
    var harness = Harness()
    _ = harness.submit(Self.select(1), 1)
    _ = harness.submit(Self.select(2), 2)
    #expect(harness.receive(.rows("prepared"), .end, .rows("a"), .end) == [])
    #expect(harness.receive(.sync) == ["1: a"])
    #expect(harness.receive(.rows("b"), .end, .sync) == ["2: b"])
    #expect(harness.pipeline.isIdle && !harness.pipeline.expectsReplies)
  }

  @Test func refusesACallBeyondItsLimit() {
    var harness = Harness(limit: 1)
    _ = harness.submit(Self.select(1), 1)
    #expect(harness.submit(Self.select(2), 2) == ["2: unavailable"])
  }

  @Test func sendsNothingOfAStatementWithANULCharacter() {
    var harness = Harness()
    let statement = PostgresStatement(
      sql: "SELECT \("a\0b")", preceding: [Self.insert(1)], timeLimit: nil, transaction: .inside(1))
    #expect(harness.submit(statement, 1) == ["1: other(sqlState: \"22021\")"])
    // It took no step in its transaction either.
    #expect(harness.submit(Self.select(2, transaction: .inside(1)), 2).first == "begin")
  }

  @Test func answersACallerAtItsDeadlineAndDropsTheReply() throws {
    var harness = Harness()
    let start = harness.now
    var first = Self.select(1), second = Self.select(2)
    first.deadline = start.advanced(by: .seconds(3))
    second.deadline = start.advanced(by: .seconds(2))
    _ = harness.submit(first, 1)
    _ = harness.submit(second, 2)
    #expect(harness.passTime(to: start.advanced(by: .seconds(1))) == [])
    #expect(harness.passTime(to: start.advanced(by: .seconds(2))) == ["2: unavailable"])
    #expect(harness.passTime(to: start.advanced(by: .seconds(2))) == [])
    #expect(harness.receive(.rows(""), .rows("a"), .sync) == ["1: a"])
    #expect(harness.receive(.rows("b"), .sync) == [])
    // Nothing is sent for a caller whose deadline is past.
    #expect(harness.submit(second, 3) == ["3: unavailable"])
    // What was prepared for a caller that left is still prepared.
    #expect(harness.submit(Self.select(4), 4) == ["execute s1", "sync"])
  }

  @Test func closesWhenTheServerDoesNotReportThatItCancelledAStatement() {
    var harness = Harness()
    let start = harness.now
    _ = harness.submit(Self.select(1), 1)
    #expect(harness.passTime(to: start.advanced(by: .milliseconds(10_900))) == [])
    #expect(harness.passTime(to: start.advanced(by: .seconds(11))) == ["close"])
    #expect(harness.close() == ["1: unavailable"])
  }

  // MARK: errors

  @Test func anErrorFailsItsOwnCallAlone() {
    var harness = Harness()
    _ = harness.submit(Self.select(1), 1)
    _ = harness.submit(Self.select(2), 2)
    #expect(harness.receive(.rows("prepared"), .error(Self.failure), .sync) == ["1: \(Self.failure.code)"])
    #expect(harness.receive(.rows("b"), .sync) == ["2: b"])
  }

  @Test func aStatementThatTheServerCancelsFailsItsOwnCallAlone() {
    var harness = Harness()
    _ = harness.submit(Self.select(1), 1)
    _ = harness.submit(Self.select(2), 2)
    let cancelled = PostgresError(sqlState: "57014", constraint: "", message: "canceling statement due to statement timeout")
    #expect(harness.receive(.rows("prepared"), .error(cancelled), .sync) == ["1: timeout"])
    #expect(harness.receive(.rows("b"), .sync) == ["2: b"])
  }

  @Test func preparesAgainWhatTheServerDidNotPrepare() {
    var harness = Harness()
    _ = harness.submit(Self.select(1), 1)
    #expect(harness.receive(.error(Self.failure), .skipped, .sync) == ["1: \(Self.failure.code)"])
    #expect(harness.submit(Self.select(2), 2) == ["prepare s2: SELECT $1", "execute s2", "sync"])
  }

  @Test(arguments: [
    PostgresError(.other(sqlState: "26000")),
    PostgresError(.other(sqlState: "0A000"), serverMessage: "cached plan must not change result type"),
  ])
  func preparesAgainAndRetriesOnceAStatementWithAStalePlan(stale: PostgresError) {
    var harness = Harness()
    _ = harness.submit(Self.select(1), 1)
    _ = harness.receive(.rows("prepared"), .rows("a"), .sync)
    _ = harness.submit(Self.select(2), 2)
    #expect(harness.receive(.error(stale), .sync) == ["prepare s2: SELECT $1", "execute s2", "sync"])
    #expect(harness.receive(.rows("prepared"), .error(stale), .sync) == ["2: \(stale.code)"])
  }

  @Test func anotherUseOfAnUnsupportedFeatureIsNotRetried() {
    var harness = Harness()
    _ = harness.submit(Self.select(1), 1)
    let unsupported = PostgresError(.other(sqlState: "0A000"), serverMessage: "not supported")
    #expect(harness.receive(.rows("prepared"), .error(unsupported), .sync) == ["1: \(unsupported.code)"])
  }

  @Test func copyClosesTheConnection() {
    var harness = Harness()
    _ = harness.submit(Self.select(1), 1)
    #expect(harness.receive(.rows("prepared"), .copy) == ["close"])
    #expect(harness.close() == ["1: unavailable"])
  }

  // MARK: reads

  @Test func readsOfOneTurnShareASyncPoint() {
    var harness = Harness()
    #expect(harness.submit(Self.read(1), 1) == ["prepare s1: READ $1", "execute s1", "await end of turn"])
    #expect(harness.submit(Self.read(2), 2) == ["execute s1"])
    #expect(harness.endTurn() == ["sync"])
    // A read is complete with its last reply, and does not wait for the sync point.
    #expect(harness.receive(.rows("prepared"), .end, .rows("a")) == ["1: a"])
    #expect(harness.receive(.rows("b")) == ["2: b"])
    #expect(harness.pipeline.isIdle && harness.pipeline.expectsReplies)
    #expect(harness.receive(.sync) == [])
    #expect(!harness.pipeline.expectsReplies)
  }

  @Test func theSyncPointOfReadsIsSentBeforeTheNextStatement() {
    var harness = Harness()
    _ = harness.submit(Self.read(1), 1)
    #expect(harness.submit(Self.select(2), 2) == ["sync", "prepare s2: SELECT $1", "execute s2", "sync"])
    #expect(harness.endTurn() == [])
    #expect(harness.receive(.rows("prepared"), .rows("a"), .sync) == ["1: a"])
    #expect(harness.receive(.rows("prepared"), .rows("b"), .sync) == ["2: b"])
  }

  @Test func readsBehindAFailedReadAreSentAgainEachByItself() {
    var harness = Harness()
    for caller in 1...3 { _ = harness.submit(Self.read(caller), caller) }
    _ = harness.endTurn()
    #expect(harness.receive(.rows("prepared"), .rows("a")) == ["1: a"])
    #expect(harness.receive(.error(Self.failure)) == ["2: \(Self.failure.code)"])
    #expect(harness.receive(.skipped) == ["execute s1", "sync"])
    #expect(harness.receive(.sync) == [])
    #expect(harness.receive(.rows("c"), .sync) == ["3: c"])
  }

  @Test func aReadInsideATransactionSharesNoSyncPoint() {
    var harness = Harness()
    var read = Self.read(1)
    read.transaction = .inside(1)
    #expect(harness.submit(read, 1) == ["begin", "prepare s1: READ $1", "execute s1", "sync"])
  }

  // MARK: transactions

  @Test func theFirstStatementOfATransactionCarriesBegin() {
    var harness = Harness()
    #expect(harness.submit(Self.select(1, transaction: .inside(1)), 1) == ["begin", "prepare s1: SELECT $1", "execute s1", "sync"])
    #expect(harness.submit(Self.select(2, transaction: .inside(1)), 2) == ["execute s1", "sync"])
    #expect(harness.submit(Self.commit(1), 3) == ["prepare s2: COMMIT", "execute s2", "sync"])
    #expect(harness.receive(.rows("begin"), .rows("prepared"), .rows("a"), .sync) == ["1: a"])
    #expect(harness.receive(.rows("b"), .sync, .rows("prepared"), .rows("c"), .sync) == ["2: b", "3: c"])
  }

  @Test func aTransactionWithoutStatementsSendsNothing() {
    var harness = Harness()
    #expect(harness.submit(Self.commit(1), 1) == ["1: no rows"])
  }

  @Test func statementsThatPrecedeTheCommitAreSentWithIt() {
    var harness = Harness()
    let commit = Self.commit(1, preceding: [Self.insert(1), Self.insert(2)])
    #expect(
      harness.submit(commit, 1) == [
        "begin", "prepare s1: INSERT $1", "execute s1", "execute s1", "prepare s2: COMMIT", "execute s2", "sync",
      ])
    #expect(
      harness.receive(
        .rows("begin"), .rows("prepared"), .rows("1"), .error(Self.failure), .skipped, .skipped, .sync) == ["1: \(Self.failure.code)"])
  }

  @Test func aStatementAfterTheEndOfItsTransactionIsRefused() {
    var harness = Harness()
    _ = harness.submit(Self.select(1, transaction: .inside(1)), 1)
    _ = harness.submit(Self.commit(1), 2)
    #expect(harness.submit(Self.select(3, transaction: .inside(1)), 3) == ["3: transactionEnded"])
    #expect(harness.submit(Self.commit(1), 4) == ["4: transactionEnded"])
    // Nor does it enter the next transaction of the connection.
    _ = harness.submit(Self.select(5, transaction: .inside(2)), 5)
    #expect(harness.submit(Self.select(6, transaction: .inside(1)), 6) == ["6: transactionEnded"])
    _ = harness.submit(Self.commit(2), 7)
    #expect(harness.submit(Self.select(8, transaction: .inside(1)), 8) == ["8: transactionEnded"])
  }

  @Test func aStalePlanInsideATransactionFailsTheCall() {
    var harness = Harness()
    _ = harness.submit(Self.select(1, transaction: .inside(1)), 1)
    let stale = PostgresError(.other(sqlState: "26000"))
    #expect(harness.receive(.rows("begin"), .rows("prepared"), .error(stale), .sync) == ["1: \(stale.code)"])
    // The next transaction prepares it again.
    #expect(harness.submit(Self.select(2, transaction: .inside(2)), 2).contains("prepare s2: SELECT $1"))
  }

  // MARK: scripts

  @Test func aScriptHasTheConnectionForItself() {
    var harness = Harness()
    #expect(harness.submit(script: "A; B", 1) == ["script: A; B"])
    #expect(harness.submit(Self.select(2), 2) == ["2: other(sqlState: \"55000\")"])
    #expect(harness.submit(script: "C", 3) == ["3: other(sqlState: \"55000\")"])
    #expect(harness.receive(.rows("a"), .rows("b")) == [])
    #expect(harness.receive(.end) == ["enter pipeline mode", "1: no rows"])
    #expect(harness.submit(Self.select(4), 4) == ["prepare s1: SELECT $1", "execute s1", "sync"])
    #expect(harness.submit(script: "D", 5) == ["5: other(sqlState: \"55000\")"])
  }

  @Test func aScriptFailsWithItsFirstError() {
    var harness = Harness()
    _ = harness.submit(script: "A; B", 1)
    let second = PostgresError(.other(sqlState: "25P02"))
    #expect(harness.receive(.rows("a"), .error(Self.failure), .error(second), .end) == ["enter pipeline mode", "1: \(Self.failure.code)"])
  }

  // MARK: end

  @Test func aBrokenConnectionFailsEveryCallUnderWayAndEachLaterOne() {
    var harness = Harness()
    _ = harness.submit(Self.select(1, transaction: .inside(1)), 1)
    _ = harness.submit(Self.read(2), 2)
    #expect(harness.close() == ["1: unavailable", "2: unavailable"])
    #expect(harness.close() == [])
    #expect(harness.submit(Self.select(3), 3) == ["3: unavailable"])
    #expect(harness.submit(script: "A", 4) == ["4: unavailable"])
    #expect(harness.receive(.rows("late"), .sync) == [])
    #expect(harness.endTurn() == [])
  }

  @Test func aBrokenConnectionFailsTheScript() {
    var harness = Harness()
    _ = harness.submit(script: "A", 1)
    #expect(harness.close() == ["1: unavailable"])
  }

  @Test func closingDropsWhatWasNotSentAndKeepsCompletions() {
    var pipeline = PostgresPipeline<String, Int>(limit: 1)
    pipeline.submitted(Self.select(1), 1, at: .now)
    pipeline.submitted(Self.select(2), 2, at: .now)
    pipeline.closed()
    var callers: [Int] = []
    while let action = pipeline.nextAction() {
      guard case .complete(let caller, .failure) = action else {
        Issue.record("\(action) after the end")
        continue
      }
      callers.append(caller)
    }
    #expect(callers == [2, 1])
  }
}
