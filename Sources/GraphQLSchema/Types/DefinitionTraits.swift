import GraphQLLanguage

extension FieldDefinition {
  /// Its argument of a name; nil when there is none.
  public func argument(_ name: String) -> InputValueDefinition? {
    arguments.first { $0.name.value == name }
  }

  /// Why it is deprecated; nil when it is not.
  public var deprecationReason: String? { directives.deprecationReason }
}

extension InputValueDefinition {
  /// Why it is deprecated; nil when it is not.
  public var deprecationReason: String? { directives.deprecationReason }

  /// Whether a value must be given: a non-null type without default value.
  public var isRequired: Bool { type.isNonNull && defaultValue == nil }
}

extension EnumValueDefinition {
  /// Why it is deprecated; nil when it is not.
  public var deprecationReason: String? { directives.deprecationReason }
}

extension DirectiveDefinition {
  /// Its argument of a name; nil when there is none.
  public func argument(_ name: String) -> InputValueDefinition? {
    arguments.first { $0.name.value == name }
  }
}

extension [Directive] {
  /// Section 3.13.3: the reason of `@deprecated`, or its default.
  var deprecationReason: String? {
    guard let directive = first(where: { $0.name.value == "deprecated" }) else { return nil }
    return directive.value(of: "reason")?.stringValue ?? BuiltInDefinitions.defaultDeprecationReason
  }
}
