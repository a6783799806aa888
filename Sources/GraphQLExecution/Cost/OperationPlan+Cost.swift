import GraphQLLanguage

extension OperationPlan {
  /// The static cost of the operation. It depends on variables that are slicing arguments or input objects.
  public func cost(_ variables: VariableValues) -> Int { cost.value(variables) }

  /// Throws an error of validation if a field does not have exactly one of its slicing arguments.
  ///
  /// - Parameter variables: nil to check the fields whose slicing arguments are literals; else those with variables are checked.
  public func checkSlicingArguments(_ variables: VariableValues?) throws(GraphQLError) { try cost.checkSlicing(variables) }
}

extension OperationLimits {
  /// The error of an operation that costs too much; nil within the limit.
  public func error(ofCost cost: Int) -> GraphQLError? {
    guard cost > maximumCost else { return nil }
    return GraphQLError(
      "The operation costs \(cost); at most \(maximumCost) is allowed. Ask for shorter lists or fewer nested ones.",
      extensions: ["code": Self.costCode])
  }

  /// The code of the error of an operation that costs too much. It is that of Apollo's router.
  public static let costCode = "COST_ESTIMATED_TOO_EXPENSIVE"
}
