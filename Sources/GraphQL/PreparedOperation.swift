import GraphQLExecution
import GraphQLLanguage

/// An operation of a document that has been parsed, validated and planned. Cheap to copy.
///
/// Whoever has to know something about a request's operation before it runs asks this: what type it is, what it can cost, how it is run.
public struct PreparedOperation: Sendable {
  public let plan: OperationPlan

  /// Query, mutation or subscription.
  public var type: OperationType { plan.operation }

  /// The operation's name. Nil for an anonymous operation.
  public var name: String? { plan.name }

  /// Identifies the plan. Requests with one query and operation name have the same identity while the engine caches their operation.
  public var id: ObjectIdentifier { ObjectIdentifier(plan) }
}

/// What prepared operations are cached under.
struct OperationKey: Hashable, Sendable {
  let query: String
  let operationName: String?
}
