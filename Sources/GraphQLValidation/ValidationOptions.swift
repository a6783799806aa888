public struct ValidationOptions: Sendable {
  /// Whether messages suggest names of the schema ("Did you mean …?"). Turn off where the schema is not public.
  public var suggestsNames: Bool
  /// Whether `__schema` and `__type` may be selected.
  public var allowsIntrospection: Bool
  /// The number of errors after which validation aborts; nil for no limit.
  public var maximumErrors: Int?

  /// The defaults are those of graphql-js.
  public init(suggestsNames: Bool = true, allowsIntrospection: Bool = true, maximumErrors: Int? = 100) {
    self.suggestsNames = suggestsNames
    self.allowsIntrospection = allowsIntrospection
    self.maximumErrors = maximumErrors
  }
}
