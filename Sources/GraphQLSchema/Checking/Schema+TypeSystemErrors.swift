import GraphQLLanguage
extension Schema { 
  /// Everything wrong with the type system.
  public func typeSystemErrors() -> [GraphQLError] { [] } }
