import GraphQLLanguage

extension Schema {
  /// Section 3.6.1, IsSubType(): whether values of one type may stand where another is expected.
  public func isSubtype(_ type: TypeReference, of expected: TypeReference) -> Bool {
    switch (type, expected) {
    case (.nonNull(let inner, _), .nonNull(let expectedInner, _)): isSubtype(inner, of: expectedInner)
    case (.nonNull(let inner, _), _): isSubtype(inner, of: expected)
    case (.list(let inner, _), .list(let expectedInner, _)): isSubtype(inner, of: expectedInner)
    case (.named(let name), .named(let expectedName)): isSubtype(name.value, of: expectedName.value)
    default: false
    }
  }

  /// Whether a named type is another, or a member or implementation of it.
  public func isSubtype(_ name: String, of expected: String) -> Bool {
    if name == expected || isPossible(name, of: expected) { return true }
    if case .interface(let interface) = type(name) { return interface.interfaces.contains(expected) }
    return false
  }

  /// Section 5.5.2.3: whether some object type is possible for both composite types.
  public func overlaps(_ left: NamedType, _ right: NamedType) -> Bool {
    if left.name == right.name { return true }
    switch (left.isAbstract, right.isAbstract) {
    case (true, true): return possibleTypes(of: left).contains { isPossible($0.name, of: right.name) }
    case (true, false): return isPossible(right.name, of: left.name)
    case (false, true): return isPossible(left.name, of: right.name)
    case (false, false): return false
    }
  }
}
