import GraphQLExecution
import GraphQLLanguage

/// An operation of a document that has been parsed, validated and planned. Cheap to copy.
///
/// Code that needs to know the operation before it is executed (its type, its cost, its plan) uses this value.
public struct PreparedOperation: Sendable {
  public let plan: OperationPlan
  /// The errors of the measured limits that the operation exceeds.
  public internal(set) var exceeded: [GraphQLError] = []

  /// Query, mutation or subscription.
  public var type: OperationType { plan.operation }

  /// The operation's name. Nil for an anonymous operation.
  public var name: String? { plan.name }

  /// The static cost, by `@cost` and `@listSize`. At least 0.
  public func cost(_ variables: VariableValues) -> Int { plan.cost(variables) }
}

/// Operations are equal if they have the same plan. Requests with one query and operation name have equal operations while the engine caches
/// them.
extension PreparedOperation: Hashable {
  public static func == (left: PreparedOperation, right: PreparedOperation) -> Bool { left.plan === right.plan }

  public func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(plan)) }
}

/// What prepared operations are cached under.
struct OperationKey: Hashable, Sendable {
  /// The document's text, or its hash.
  let query: String
  let operationName: String?
  let isHash: Bool
}
