import GraphQLLanguage

/// The types that clients send, and the types that they receive.
struct TypeUsage {
  private(set) var inputs: Set<String> = []
  private(set) var outputs: Set<String> = []

  init(_ subgraphs: [Subgraph]) {
    for type in subgraphs.flatMap(\.types.values) {
      for field in type.fields {
        outputs.insert(field.type.namedType.value)
        inputs.formUnion(field.arguments.map(\.type.namedType.value))
      }
      inputs.formUnion(type.inputFields.map(\.type.namedType.value))
    }
  }
}

/// The subtype relation given by the interfaces and unions of all subgraphs.
struct SubtypeRelation {
  private var supertypes: [String: Set<String>] = [:]

  init(_ subgraphs: [Subgraph]) {
    for type in subgraphs.flatMap(\.types.values) {
      let members = type.members.map(\.value)
      if type.kind == .union {
        for member in members { supertypes[member, default: []].insert(type.name) }
      } else {
        supertypes[type.name, default: []].formUnion(members)
      }
    }
  }

  /// Whether every value of one type is a value of the other. GraphQL specification, section 3.6.3, IsSubType.
  func isSubtype(_ type: TypeReference, of other: TypeReference) -> Bool {
    switch (type, other) {
    case (.nonNull(let type, _), .nonNull(let other, _)): isSubtype(type, of: other)
    case (.nonNull(let type, _), _): isSubtype(type, of: other)
    case (_, .nonNull): false
    case (.list(let type, _), .list(let other, _)): isSubtype(type, of: other)
    case (.named(let type), .named(let other)):
      type.value == other.value || supertypes[type.value]?.contains(other.value) == true
    default: false
    }
  }

  /// The type that is a supertype of all others; nil when there is none.
  func widest(_ types: [TypeReference]) -> TypeReference? {
    types.first { wide in types.allSatisfy { isSubtype($0, of: wide) } }
  }

  /// The type that is a subtype of all others; nil when there is none.
  func narrowest(_ types: [TypeReference]) -> TypeReference? {
    types.first { narrow in types.allSatisfy { isSubtype(narrow, of: $0) } }
  }
}

extension TypeReference {
  /// The type without source locations, which would refer to different files.
  var plain: TypeReference {
    switch self {
    case .named(let name): .named(name.value)
    case .list(let inner, _): .list(of: inner.plain)
    case .nonNull(let inner, _): .nonNull(inner.plain)
    }
  }
}
