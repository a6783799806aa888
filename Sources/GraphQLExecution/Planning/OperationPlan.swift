import GraphQLLanguage
import GraphQLSchema
import JSON

/// Everything about an operation that does not depend on its variables' values. Built once and executed many times.
public final class OperationPlan: Sendable {
  public let operation: OperationType
  /// Nil for an anonymous operation.
  public let name: String?
  public let schema: Schema

  let variables: [VariableDefinition]
  let root: ObjectPlan
  let objectCount: Int
  /// By their ids.
  let fields: [FieldPlan]
  /// The number of selections, with a fragment's selections for each spread. The memory size of the plan is proportional to it.
  public var selectionCount: Int { fields.reduce(0) { $0 + $1.occurrences.count } }
  /// The source of a subscription's events; nil when there is none, and for other operations.
  let eventSource: (any EventSource)?
  let usesDataLoaders: Bool
  /// What its fields require of the caller, each once. `FieldPlan.requirement` is an index of it.
  let requirements: [AccessRequirement]
  /// The policies of its fields, each once and sorted.
  public let policies: [String]
  let cost: OperationCost
  let knownCalls = KnownUpstreamCalls()

  init(
    operation: OperationType, name: String?, schema: Schema, variables: [VariableDefinition], root: ObjectPlan, objectCount: Int,
    fields: [FieldPlan], eventSource: (any EventSource)?, usesDataLoaders: Bool, requirements: [AccessRequirement],
    cost: OperationCost
  ) {
    self.operation = operation
    self.name = name
    self.schema = schema
    self.variables = variables
    self.root = root
    self.objectCount = objectCount
    self.fields = fields
    self.eventSource = eventSource
    self.usesDataLoaders = usesDataLoaders
    self.requirements = requirements
    policies = Set(requirements.flatMap(\.policies).flatMap(\.lists).joined()).sorted()
    self.cost = cost
  }

  /// Plans an operation of a validated document.
  ///
  /// - Parameter showsValues: whether messages of the execution quote the values of arguments.
  /// - Throws: a request error when the operation cannot be selected, is too large, or has a field without a source.
  public convenience init(
    document: Document, operationName: String?, schema: Schema, planner: any SourcePlanner, limits: OperationLimits = OperationLimits(),
    showsValues: Bool = false
  ) throws(GraphQLError) {
    let operation = try Self.select(document, operationName)
    var builder = PlanBuilder(
      document: document, operation: operation, schema: schema, planner: planner, limits: limits, showsValues: showsValues)
    let root = try builder.buildRoot()
    var eventSource: (any EventSource)?
    // Section 5.2.4.1, Single Root Field.
    if operation.operation == .subscription, let type = schema.rootType(for: .subscription), let field = root.fields.first {
      eventSource = planner.eventSource(of: field.name, on: type)
    }
    self.init(
      operation: operation.operation, name: operation.name?.value, schema: schema, variables: operation.variableDefinitions, root: root,
      objectCount: builder.objectCount, fields: builder.fields, eventSource: eventSource, usesDataLoaders: planner.usesDataLoaders,
      requirements: builder.requirements, cost: OperationCost(root, rules: planner.costRules, schema: schema))
  }

  /// Section 6.1, GetOperation().
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

extension OperationPlan {
  /// Section 6.1.2, CoerceVariableValues().
  ///
  /// - Parameters:
  ///   - suggestsNames: whether error messages suggest names of the schema.
  ///   - showsValues: whether error messages quote values.
  public func coerceVariables(
    _ given: JSONObject, suggestsNames: Bool = true, showsValues: Bool = false
  ) throws(VariableErrors) -> VariableValues {
    try VariableValues(coercing: given, for: variables, schema: schema, suggestsNames: suggestsNames, showsValues: showsValues)
  }
}

extension OperationPlan {
  /// How often root fields of some names are executed with the variables: once for each response key whose selections are included.
  public func executedRootFields(named names: Set<String>, _ variables: VariableValues) -> [String: Int] {
    var counts: [String: Int] = [:]
    for field in root.fields where names.contains(field.name) && field.isIncluded(variables) { counts[field.name, default: 0] += 1 }
    return counts
  }
}
