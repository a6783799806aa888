import GraphQLExecution
import GraphQLLanguage
import Synchronization

/// A document that has been parsed and validated, with the plans of its operations.
final class PreparedDocument: Sendable {
  let source: String
  let document: Document
  private let plans = Mutex<[String: OperationPlan]>([:])

  init(source: String, document: Document) {
    self.source = source
    self.document = document
  }

  /// About how many bytes of memory it takes. Measured: up to 10 for each byte of the source, and 1,000 to 2,000 for each selection of a plan,
  /// of which 6 kB of source can make 6,000.
  var estimatedBytes: Int {
    plans.withLock { plans in plans.values.reduce(source.utf8.count * 10) { $0 + $1.selectionCount * 2000 } }
  }

  /// The plan of an operation, made when it is first asked for.
  func plan(
    _ name: String?, make: (Document) throws(GraphQLError) -> OperationPlan
  ) throws(GraphQLError) -> (plan: OperationPlan, isNew: Bool) {
    let key = name ?? ""
    if let known = plans.withLock({ $0[key] }) { return (known, false) }
    let made = try make(document)
    plans.withLock { $0[key] = made }
    return (made, true)
  }
}
