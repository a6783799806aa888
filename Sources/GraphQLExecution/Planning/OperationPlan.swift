import GraphQLLanguage
import GraphQLSchema
import JSON

/// Everything about an operation that does not depend on the values of its variables. Built once, run many times.
public final class OperationPlan: Sendable {
  /// Query, mutation or subscription.
  public let operation: OperationType
  /// The operation's name; nil for an anonymous one.
  public let name: String?
  /// The schema that it was planned for.
  public let schema: Schema

  let variables: [VariableDefinition]
  let root: ObjectPlan
  let objectCount: Int
  /// All fields by their numbers.
  let fields: [FieldPlan]
  /// How many selections it holds: what it takes in memory grows with them. A fragment's count at each place that spreads it.
  public var selectionCount: Int { fields.reduce(0) { $0 + $1.occurrences.count } }
  /// Where the events of a subscription come from; nil when nobody knows, and for other operations.
  let eventSource: (any EventSource)?

  init(
    operation: OperationType, name: String?, schema: Schema, variables: [VariableDefinition], root: ObjectPlan, objectCount: Int,
    fields: [FieldPlan], eventSource: (any EventSource)?
  ) {
    self.operation = operation
    self.name = name
    self.schema = schema
    self.variables = variables
    self.root = root
    self.objectCount = objectCount
    self.fields = fields
    self.eventSource = eventSource
  }

  /// Plans an operation of a validated document.
  ///
  /// - Throws: when the document does not hold exactly the operation that is meant, or the planner cannot say where a field comes from.
  public convenience init(
    document: Document, operationName: String?, schema: Schema, planner: any SourcePlanner, limits: PlanLimits = PlanLimits()
  ) throws(GraphQLError) {
    let operation = try Self.select(document, operationName)
    var builder = PlanBuilder(document: document, operation: operation, schema: schema, planner: planner, limits: limits)
    let root = try builder.buildRoot()
    var eventSource: (any EventSource)?
    // Section 5.2.4.1: a subscription has one root field.
    if operation.operation == .subscription, let type = schema.rootType(for: .subscription), let field = root.fields.first {
      eventSource = planner.eventSource(of: field.name, on: type)
    }
    self.init(
      operation: operation.operation, name: operation.name?.value, schema: schema, variables: operation.variableDefinitions, root: root,
      objectCount: builder.objectCount, fields: builder.fields, eventSource: eventSource)
  }

  /// Section 6.1, GetOperation(document, operationName).
  public static func select(_ document: Document, _ name: String?) throws(GraphQLError) -> OperationDefinition {
    let operations = document.operations
    guard let name else {
      guard operations.count <= 1 else { throw GraphQLError("Must provide operation name if query contains multiple operations.") }
      guard let only = operations.first else { throw GraphQLError("Must provide an operation.") }
      return only
    }
    guard let operation = operations.first(where: { $0.name?.value == name }) else {
      throw GraphQLError("Unknown operation named \"\(name)\".")
    }
    return operation
  }
}

/// Bounds on the work of planning, so that a small document cannot ask for a huge plan.
public struct PlanLimits: Sendable {
  /// Selections visited while fields are merged, fragments counted at each use.
  public var maximumSelections: Int
  /// Nested selection sets.
  public var maximumDepth: Int

  /// Limits.
  public init(maximumSelections: Int = 50_000, maximumDepth: Int = 128) {
    self.maximumSelections = maximumSelections
    self.maximumDepth = maximumDepth
  }
}

extension OperationPlan {
  /// Section 6.1.2: the values of the operation's variables.
  ///
  /// - Parameter suggestsNames: whether messages suggest names of the schema.
  public func coerceVariables(_ given: JSONObject, suggestsNames: Bool = true) throws(VariableErrors) -> VariableValues {
    try VariableValues(coercing: given, for: variables, schema: schema, suggestsNames: suggestsNames)
  }
}
