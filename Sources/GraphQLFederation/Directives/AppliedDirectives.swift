import GraphQLLanguage

extension [Directive] {
  /// The first application of a directive.
  func first(named name: String) -> Directive? { first { $0.name.value == name } }

  /// Whether a directive is applied.
  func has(_ name: String) -> Bool { contains { $0.name.value == name } }
}

extension FieldDefinition {
  /// What `@override` says, when the field has it.
  var override: (directive: Directive, from: String)? {
    guard let directive = directives.first(named: "override"), let from = directive.value(of: "from")?.stringValue else { return nil }
    return (directive, from)
  }

  /// The fields of its object that another subgraph must give before it can be resolved.
  public var requiredFields: FieldSet? { fieldSet("requires") }

  /// The external fields of its objects that its subgraph gives at this place all the same.
  var providedFields: FieldSet? { fieldSet("provides") }

  private func fieldSet(_ name: String) -> FieldSet? {
    directives.first(named: name)?.value(of: "fields")?.stringValue.flatMap { try? FieldSet($0) }
  }
}
