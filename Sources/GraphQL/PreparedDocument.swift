import GraphQLExecution
import GraphQLLanguage
import Synchronization

/// A document that has been parsed and validated, with the plans of its operations.
final class PreparedDocument: Sendable {
  let document: Document
  private let plans = Mutex<[String: OperationPlan]>([:])

  init(document: Document) {
    self.document = document
  }

  /// The plan of an operation, made when it is first asked for.
  func plan(_ name: String?, make: (Document) throws(GraphQLError) -> OperationPlan) throws(GraphQLError) -> OperationPlan {
    let key = name ?? ""
    if let known = plans.withLock({ $0[key] }) { return known }
    let made = try make(document)
    plans.withLock { $0[key] = made }
    return made
  }
}
