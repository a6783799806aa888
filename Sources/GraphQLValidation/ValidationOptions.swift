/// What a validation may be told.
public struct ValidationOptions: Sendable {
  /// Whether messages suggest names of the schema ("Did you mean …?"). Turn off where the schema is not public.
  public var suggestsNames: Bool
  /// Whether `__schema` and `__type` may be selected.
  public var allowsIntrospection: Bool
  /// The number of errors after which validation gives up; nil for no limit.
  public var maximumErrors: Int?

  /// Options; the defaults are graphql-js's.
  public init(suggestsNames: Bool = true, allowsIntrospection: Bool = true, maximumErrors: Int? = 100) {
    self.suggestsNames = suggestsNames
    self.allowsIntrospection = allowsIntrospection
    self.maximumErrors = maximumErrors
  }
}
