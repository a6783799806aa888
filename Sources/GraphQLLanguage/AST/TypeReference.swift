/// A reference to a type: `Name`, `[Type]` or `Type!`.
public indirect enum TypeReference: Sendable, CustomStringConvertible {
  case named(Name)
  /// The location is that of the bracket.
  case list(TypeReference, SourceLocation)
  /// The location is that of the wrapped type.
  case nonNull(TypeReference, SourceLocation)

  public static func named(_ name: String) -> TypeReference { .named(Name(name)) }
  public static func list(of type: TypeReference) -> TypeReference { .list(type, .unknown) }
  public static func nonNull(_ type: TypeReference) -> TypeReference { .nonNull(type, .unknown) }

  /// The name inside all list and non-null wrappers.
  public var namedType: Name {
    switch self {
    case .named(let name): name
    case .list(let inner, _), .nonNull(let inner, _): inner.namedType
    }
  }

  public var location: SourceLocation {
    switch self {
    case .named(let name): name.location
    case .list(_, let location), .nonNull(_, let location): location
    }
  }

  public var isNonNull: Bool {
    if case .nonNull = self { true } else { false }
  }

  /// The type in GraphQL syntax.
  public var description: String {
    switch self {
    case .named(let name): name.value
    case .list(let inner, _): "[\(inner)]"
    case .nonNull(let inner, _): "\(inner)!"
    }
  }
}

extension TypeReference {
  /// Whether two references are the same type, wherever they are in the source.
  public func isSame(as other: TypeReference) -> Bool {
    switch (self, other) {
    case (.named(let left), .named(let right)): left.value == right.value
    case (.list(let left, _), .list(let right, _)), (.nonNull(let left, _), .nonNull(let right, _)): left.isSame(as: right)
    default: false
    }
  }

  /// The type without the outermost `!`.
  public var nullable: TypeReference {
    if case .nonNull(let inner, _) = self { inner } else { self }
  }
}
