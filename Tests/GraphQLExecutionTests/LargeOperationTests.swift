import Dispatch
import GraphQLExecution
import GraphQLLanguage
import GraphQLSchema
import JSON
import Synchronization
import Testing

/// An operation for which much is loaded goes on on other threads.
@Suite struct LargeOperationTests {
  /// Counts the jobs that it gets.
  private final class Workers: TaskExecutor {
    private let jobs = Mutex(0)
    private let queue = DispatchQueue(label: "workers")

    var isUsed: Bool { jobs.withLock { $0 > 0 } }

    func enqueue(_ job: consuming ExecutorJob) {
      let job = UnownedJob(job)
      jobs.withLock { $0 += 1 }
      queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
  }

  private func execute(_ query: String, count: Int, workers: Workers?) async throws -> ExecutionResult {
    let loader = RecordingLoader("numbers") { _, arguments in
      value(.array((0..<count).map { arguments["last"] != nil && $0 == count - 1 ? "last" : .number($0) }))
    }
    let plan = try OperationPlan(
      document: try Parser.parse(query), operationName: nil,
      schema: try Schema(source: "type Query { all(last: Int): [Int] } type Mutation { all(last: Int): [Int] }"),
      planner: RootPlanner(loader: loader))
    var executor = Executor()
    executor.workers = workers
    return await executor.execute(plan, variables: try plan.coerceVariables([:]), context: ExecutionContext())
  }

  /// A list counts for one value and each of its items for one.
  @Test(arguments: ["{ all }", "mutation { all }"], [(19_999, false), (20_000, true)])
  func movesAboveTwentyThousandValues(query: String, size: (count: Int, moves: Bool)) async throws {
    let workers = Workers()
    let result = try await execute(query, count: size.count, workers: workers)
    #expect(workers.isUsed == size.moves)
    let expected = "{\"all\":[\((0..<size.count).map(String.init).joined(separator: ","))]}"
    #expect(String(decoding: result.data, as: UTF8.self) == expected)
  }

  @Test(arguments: [
    "{ a: all b: all(last: 1) c: all }", "mutation { a: all b: all(last: 1) c: all }",
  ])
  func givesTheSameResult(query: String) async throws {
    let workers = Workers()
    let moved = try await execute(query, count: 30_000, workers: workers)
    let stayed = try await execute(query, count: 30_000, workers: nil)
    #expect(workers.isUsed)
    #expect(moved.data == stayed.data)
    #expect(moved.errors.map(\.path) == stayed.errors.map(\.path))
    #expect(moved.errors.count == 1)
  }
}
