/// A set of selections in braces.
public struct SelectionSet: Sendable {
  /// The selections in the order of the text.
  public var selections: [Selection]
  /// Where its brace stands.
  public var location: SourceLocation

  /// A set of these selections.
  public init(_ selections: [Selection], location: SourceLocation = .unknown) {
    self.selections = selections
    self.location = location
  }
}

/// One selection.
public enum Selection: Sendable {
  /// A field.
  case field(Field)
  /// `...Name`
  case fragmentSpread(FragmentSpread)
  /// `... on Type { }` or `... { }`
  case inlineFragment(InlineFragment)

  /// Where the selection begins.
  public var location: SourceLocation {
    switch self {
    case .field(let node): node.location
    case .fragmentSpread(let node): node.location
    case .inlineFragment(let node): node.location
    }
  }

  /// The directives applied to the selection.
  public var directives: [Directive] {
    switch self {
    case .field(let node): node.directives
    case .fragmentSpread(let node): node.directives
    case .inlineFragment(let node): node.directives
    }
  }
}

/// A selected field.
public struct Field: Sendable {
  /// Its alias; nil when there is none.
  public var alias: Name?
  /// Its name.
  public var name: Name
  /// Its arguments.
  public var arguments: [Argument]
  /// The directives applied to it.
  public var directives: [Directive]
  /// What it selects of its value; nil for a leaf.
  public var selectionSet: SelectionSet?
  /// Where it begins: its alias or name.
  public var location: SourceLocation

  /// A field of these parts.
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

  /// The key of its value in the response: its alias, or else its name.
  public var responseKey: String { alias?.value ?? name.value }
}

/// A use of a named fragment.
public struct FragmentSpread: Sendable {
  /// The fragment's name.
  public var name: Name
  /// The directives applied to the spread.
  public var directives: [Directive]
  /// Where its `...` stands.
  public var location: SourceLocation

  /// A spread of these parts.
  public init(name: Name, directives: [Directive] = [], location: SourceLocation = .unknown) {
    self.name = name
    self.directives = directives
    self.location = location
  }
}

/// A fragment written where it is used.
public struct InlineFragment: Sendable {
  /// The type it is a fragment of; nil means the surrounding one.
  public var typeCondition: Name?
  /// The directives applied to it.
  public var directives: [Directive]
  /// What it selects.
  public var selectionSet: SelectionSet
  /// Where its `...` stands.
  public var location: SourceLocation

  /// An inline fragment of these parts.
  public init(typeCondition: Name? = nil, directives: [Directive] = [], selectionSet: SelectionSet, location: SourceLocation = .unknown) {
    self.typeCondition = typeCondition
    self.directives = directives
    self.selectionSet = selectionSet
    self.location = location
  }
}
