/// All rules of the specification, in its order where graphql-js's order of errors allows.
///
/// Source: GraphQL specification, September 2025, section 5 "Validation".
enum SpecifiedRules {
  static func all(_ context: ValidationContext) -> [ValidationRule] {
    [
      // 5.1.1 Executable Definitions
      ExecutableDefinitionsRule(context),
      // 5.2.1.1 Operation Type Existence
      KnownOperationTypesRule(context),
      // 5.2.2.1 Operation Name Uniqueness
      UniqueOperationNamesRule(context),
      // 5.2.3.1 Lone Anonymous Operation
      LoneAnonymousOperationRule(context),
      // 5.2.4.1 Single Root Field
      SingleFieldSubscriptionsRule(context),
      // 5.5.1.2 Fragment Spread Type Existence
      KnownTypeNamesRule(context),
      // 5.5.1.3 Fragments on Object, Interface or Union Types
      FragmentsOnCompositeTypesRule(context),
      // 5.8.2 Variables Are Input Types
      VariablesAreInputTypesRule(context),
      // 5.3.3 Leaf Field Selections
      ScalarLeafsRule(context),
      // 5.3.1 Field Selections
      FieldsOnCorrectTypeRule(context),
      // 5.5.1.1 Fragment Name Uniqueness
      UniqueFragmentNamesRule(context),
      // 5.5.2.1 Fragment Spread Target Defined
      KnownFragmentNamesRule(context),
      // 5.5.1.4 Fragments Must Be Used
      NoUnusedFragmentsRule(context),
      // 5.5.2.3 Fragment Spread Is Possible
      PossibleFragmentSpreadsRule(context),
      // 5.5.2.2 Fragment Spreads Must Not Form Cycles
      NoFragmentCyclesRule(context),
      // 5.8.1 Variable Uniqueness
      UniqueVariableNamesRule(context),
      // 5.8.3 All Variable Uses Defined
      NoUndefinedVariablesRule(context),
      // 5.8.4 All Variables Used
      NoUnusedVariablesRule(context),
      // 5.7.1 Directives Are Defined, 5.7.2 Directives Are in Valid Locations
      KnownDirectivesRule(context),
      // 5.7.3 Directives Are Unique per Location
      UniqueDirectivesPerLocationRule(context),
      // 5.4.1 Argument Names
      KnownArgumentNamesRule(context),
      // 5.4.2 Argument Uniqueness
      UniqueArgumentNamesRule(context),
      // 5.6.1 Values of Correct Type, 5.6.2 Input Object Field Names, 5.6.4 Input Object Required Fields
      ValuesOfCorrectTypeRule(context),
      // 5.4.3 Required Arguments
      ProvidedRequiredArgumentsRule(context),
      // 5.8.5 All Variable Usages Are Allowed
      VariablesInAllowedPositionRule(context),
      // 5.3.2 Field Selection Merging
      OverlappingFieldsCanBeMergedRule(context),
      // 5.6.3 Input Object Field Uniqueness
      UniqueInputFieldNamesRule(context),
      // Not of the specification: introspection may not be nested without end.
      MaxIntrospectionDepthRule(context),
    ]
  }

  /// Not of the specification: a server may keep its schema to itself.
  static func withoutIntrospection(_ context: ValidationContext) -> [ValidationRule] {
    [NoSchemaIntrospectionRule(context)] + all(context)
  }
}
