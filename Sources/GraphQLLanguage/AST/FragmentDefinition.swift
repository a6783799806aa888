/// A named fragment.
public struct FragmentDefinition: Sendable {
  /// Its description; nil when there is none.
  public var description: Description?
  /// Its name.
  public var name: Name
  /// The type that it is a fragment of.
  public var typeCondition: Name
  /// The directives applied to it.
  public var directives: [Directive]
  /// What it selects.
  public var selectionSet: SelectionSet
  /// Where it begins: its description or keyword.
  public var location: SourceLocation

  /// A fragment of these parts.
  public init(
    description: Description? = nil, name: Name, typeCondition: Name, directives: [Directive] = [], selectionSet: SelectionSet,
    location: SourceLocation = .unknown
  ) {
    self.description = description
    self.name = name
    self.typeCondition = typeCondition
    self.directives = directives
    self.selectionSet = selectionSet
    self.location = location
  }
}
