import GraphQLSchema
import JSON

extension Completion {
  /// Why a value of an abstract type does not say which object it is. Section 6.4.3, ResolveAbstractType().
  ///
  /// What an upstream said is shown to tools only.
  func unresolvedType(of view: JSONView, _ typeName: String, _ field: FieldPlan) -> String {
    guard showsValues, let name = view["__typename"]?.string else {
      return "Abstract type \"\(typeName)\" must resolve to an Object type at runtime for field \"\(field.coordinate)\". "
        + "Either the \"\(typeName)\" type should provide a \"resolveType\" function "
        + "or each possible type should provide an \"isTypeOf\" function."
    }
    switch state.plan.schema.type(name) {
    case .object: return "Runtime Object type \"\(name)\" is not a possible type for \"\(typeName)\"."
    case nil: return "Abstract type \"\(typeName)\" was resolved to a type \"\(name)\" that does not exist inside the schema."
    default: return "Abstract type \"\(typeName)\" was resolved to a non-object type \"\(name)\"."
    }
  }
}
