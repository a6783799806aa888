import GraphQLLanguage

/// One use of a variable.
struct VariableUsage {
  /// The variable's name, without `$`.
  let name: String
  /// Where it is used.
  let location: SourceLocation
  /// The type that the place expects.
  let type: TypeReference?
  /// Whether the place has a default value.
  let hasDefaultValue: Bool
  /// The `@oneOf` type that the variable is the value of a field of.
  let oneOfType: String?
}
