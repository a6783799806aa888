public struct SelectionSet: Sendable {
  public var selections: [Selection]
  public var location: SourceLocation

  public init(_ selections: [Selection], location: SourceLocation = .unknown) {
    self.selections = selections
    self.location = location
  }
}

public enum Selection: Sendable {
  case field(Field)
  /// `...Name`
  case fragmentSpread(FragmentSpread)
  /// `... on Type { }` or `... { }`
  case inlineFragment(InlineFragment)

  public var location: SourceLocation {
    switch self {
    case .field(let node): node.location
    case .fragmentSpread(let node): node.location
    case .inlineFragment(let node): node.location
    }
  }

  public var directives: [Directive] {
    switch self {
    case .field(let node): node.directives
    case .fragmentSpread(let node): node.directives
    case .inlineFragment(let node): node.directives
    }
  }
}

public struct Field: Sendable {
  public var alias: Name?
  public var name: Name
  public var arguments: [Argument]
  public var directives: [Directive]
  /// Nil for a field of a leaf type.
  public var selectionSet: SelectionSet?
  /// The start of the alias or the name.
  public var location: SourceLocation

  public init(
    alias: Name? = nil, name: Name, arguments: [Argument] = [], directives: [Directive] = [], selectionSet: SelectionSet? = nil,
    location: SourceLocation = .unknown
  ) {
    self.alias = alias
    self.name = name
    self.arguments = arguments
    self.directives = directives
    self.selectionSet = selectionSet
    self.location = location
  }

  /// The alias, or else the name.
  public var responseKey: String { alias?.value ?? name.value }
}

/// `...Name`
public struct FragmentSpread: Sendable {
  public var name: Name
  public var directives: [Directive]
  public var location: SourceLocation

  public init(name: Name, directives: [Directive] = [], location: SourceLocation = .unknown) {
    self.name = name
    self.directives = directives
    self.location = location
  }
}

/// `... on Type { }` or `... { }`
public struct InlineFragment: Sendable {
  /// Nil when the fragment applies to the enclosing type.
  public var typeCondition: Name?
  public var directives: [Directive]
  public var selectionSet: SelectionSet
  public var location: SourceLocation

  public init(typeCondition: Name? = nil, directives: [Directive] = [], selectionSet: SelectionSet, location: SourceLocation = .unknown) {
    self.typeCondition = typeCondition
    self.directives = directives
    self.selectionSet = selectionSet
    self.location = location
  }
}

public struct FragmentDefinition: Sendable {
  public var description: Description?
  public var name: Name
  public var typeCondition: Name
  public var directives: [Directive]
  public var selectionSet: SelectionSet
  /// The start of the description or the keyword.
  public var location: SourceLocation

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
