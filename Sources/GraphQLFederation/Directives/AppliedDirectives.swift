import GraphQLLanguage

extension [Directive] {
  func first(named name: String) -> Directive? { first { $0.name.value == name } }

  func has(_ name: String) -> Bool { contains { $0.name.value == name } }
}

extension FieldDefinition {
  /// The `@override` of the field and the subgraph that it names.
  var override: (directive: Directive, from: String)? {
    guard let directive = directives.first(named: "override"), let from = directive.value(of: "from")?.stringValue else { return nil }
    return (directive, from)
  }

  /// The fields of `@requires`: external fields that must be loaded before this field can be resolved.
  public var requiredFields: FieldSet? { fieldSet("requires") }

  /// The fields of `@provides`: external fields that the subgraph returns here.
  var providedFields: FieldSet? { fieldSet("provides") }

  private func fieldSet(_ name: String) -> FieldSet? {
    directives.first(named: name)?.value(of: "fields")?.stringValue.flatMap { try? FieldSet($0) }
  }
}
