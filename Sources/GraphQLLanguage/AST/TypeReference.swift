/// A type as it is written in a document: `Name`, `[Type]` or `Type!`.
public indirect enum TypeReference: Sendable, CustomStringConvertible {
  /// A type by its name.
  case named(Name)
  /// A list; the place is that of its bracket.
  case list(TypeReference, SourceLocation)
  /// A type that is never null; the place is that of the wrapped type.
  case nonNull(TypeReference, SourceLocation)

  /// A named type at no place.
  public static func named(_ name: String) -> TypeReference { .named(Name(name)) }
  /// A list of a type, at no place.
  public static func list(of type: TypeReference) -> TypeReference { .list(type, .unknown) }
  /// A type that is never null, at no place.
  public static func nonNull(_ type: TypeReference) -> TypeReference { .nonNull(type, .unknown) }

  /// The name inside all wrappers.
  public var namedType: Name {
    switch self {
    case .named(let name): name
    case .list(let inner, _), .nonNull(let inner, _): inner.namedType
    }
  }

  /// Where it begins.
  public var location: SourceLocation {
    switch self {
    case .named(let name): name.location
    case .list(_, let location), .nonNull(_, let location): location
    }
  }

  /// Whether the outermost wrapper is `!`.
  public var isNonNull: Bool {
    if case .nonNull = self { true } else { false }
  }

  /// The type as it is written.
  public var description: String {
    switch self {
    case .named(let name): name.value
    case .list(let inner, _): "[\(inner)]"
    case .nonNull(let inner, _): "\(inner)!"
    }
  }
}

extension TypeReference {
  /// Whether two references mean the same type; places do not count.
  public func isSame(as other: TypeReference) -> Bool {
    switch (self, other) {
    case (.named(let left), .named(let right)): left.value == right.value
    case (.list(let left, _), .list(let right, _)), (.nonNull(let left, _), .nonNull(let right, _)): left.isSame(as: right)
    default: false
    }
  }

  /// The type without an outermost `!`.
  public var nullable: TypeReference {
    if case .nonNull(let inner, _) = self { inner } else { self }
  }
}
