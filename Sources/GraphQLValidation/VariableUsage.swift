import GraphQLLanguage

/// A variable usage and the position it is in.
struct VariableUsage {
  /// Without `$`.
  let name: String
  let location: SourceLocation
  /// The type that the position expects; nil when unknown.
  let type: TypeReference?
  /// Whether the position has a default value.
  let hasDefaultValue: Bool
  /// The name of the `@oneOf` type when the variable is the value of one of its fields.
  let oneOfType: String?
}
