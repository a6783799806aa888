import GraphQLLanguage

extension FieldDefinition {
  public func argument(_ name: String) -> InputValueDefinition? {
    arguments.first { $0.name.value == name }
  }

  public var deprecationReason: String? { directives.deprecationReason }
}

extension InputValueDefinition {
  public var deprecationReason: String? { directives.deprecationReason }

  /// Whether a value is required: the type is non-null and has no default value.
  public var isRequired: Bool { type.isNonNull && defaultValue == nil }
}

extension EnumValueDefinition {
  public var deprecationReason: String? { directives.deprecationReason }
}

extension DirectiveDefinition {
  public func argument(_ name: String) -> InputValueDefinition? {
    arguments.first { $0.name.value == name }
  }
}

extension [Directive] {
  /// Section 3.13.3: the reason of `@deprecated` or its default value; nil when the directive is not applied.
  var deprecationReason: String? {
    guard let directive = first(where: { $0.name.value == "deprecated" }) else { return nil }
    return directive.value(of: "reason")?.stringValue ?? BuiltInDefinitions.defaultDeprecationReason
  }
}
