/// A validation rule: returns the listeners for one validation.
typealias ValidationRule = @Sendable (ValidationContext) -> RuleListeners

/// The rules in the order of the specification, except where the order of errors in graphql-js requires another one.
///
/// Source: GraphQL specification, September 2025, section 5 "Validation".
enum SpecifiedRules {
  static let all: [ValidationRule] = [
    // 5.1.1 Executable Definitions
    executableDefinitionsRule,
    // 5.2.1.1 Operation Type Existence
    knownOperationTypesRule,
    // 5.2.2.1 Operation Name Uniqueness
    uniqueOperationNamesRule,
    // 5.2.3.1 Lone Anonymous Operation
    loneAnonymousOperationRule,
    // 5.2.4.1 Single Root Field
    singleFieldSubscriptionsRule,
    // 5.5.1.2 Fragment Spread Type Existence
    knownTypeNamesRule,
    // 5.5.1.3 Fragments on Object, Interface or Union Types
    fragmentsOnCompositeTypesRule,
    // 5.8.2 Variables Are Input Types
    variablesAreInputTypesRule,
    // 5.3.3 Leaf Field Selections
    scalarLeafsRule,
    // 5.3.1 Field Selections
    fieldsOnCorrectTypeRule,
    // 5.5.1.1 Fragment Name Uniqueness
    uniqueFragmentNamesRule,
    // 5.5.2.1 Fragment Spread Target Defined
    knownFragmentNamesRule,
    // 5.5.1.4 Fragments Must Be Used
    noUnusedFragmentsRule,
    // 5.5.2.3 Fragment Spread Is Possible
    possibleFragmentSpreadsRule,
    // 5.5.2.2 Fragment Spreads Must Not Form Cycles
    noFragmentCyclesRule,
    // 5.8.1 Variable Uniqueness
    uniqueVariableNamesRule,
    // 5.8.3 All Variable Uses Defined
    noUndefinedVariablesRule,
    // 5.8.4 All Variables Used
    noUnusedVariablesRule,
    // 5.7.1 Directives Are Defined, 5.7.2 Directives Are in Valid Locations
    knownDirectivesRule,
    // 5.7.3 Directives Are Unique per Location
    uniqueDirectivesPerLocationRule,
    // 5.4.1 Argument Names
    knownArgumentNamesRule,
    // 5.4.2 Argument Uniqueness
    uniqueArgumentNamesRule,
    // 5.6.1 Values of Correct Type, 5.6.2 Input Object Field Names, 5.6.4 Input Object Required Fields
    valuesOfCorrectTypeRule,
    // 5.4.3 Required Arguments
    providedRequiredArgumentsRule,
    // 5.8.5 All Variable Usages Are Allowed
    variablesInAllowedPositionRule,
    // 5.3.2 Field Selection Merging
    overlappingFieldsCanBeMergedRule,
    // 5.6.3 Input Object Field Uniqueness
    uniqueInputFieldNamesRule,
    // Not in the specification: limits how deep introspection nests.
    maxIntrospectionDepthRule,
  ]

  /// Not in the specification: refuses introspection.
  static let withoutIntrospection = [noSchemaIntrospectionRule] + all
}
