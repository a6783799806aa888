import GraphQLExecution
import GraphQLLanguage

extension [Directive] {
  /// What these directives together require of the caller.
  var accessRequirement: AccessRequirement {
    var requirement = AccessRequirement.none
    for directive in self {
      switch directive.name.value {
      case "authenticated": requirement.isAuthenticated = true
      case "requiresScopes": requirement.scopes.insert(.init(directive.value(of: "scopes")?.stringLists ?? []))
      case "policy": requirement.policies.insert(.init(directive.value(of: "policies")?.stringLists ?? []))
      default: continue
      }
    }
    return requirement
  }
}

extension AccessRequirement {
  /// The directives that require the same, each once.
  var directives: [Directive] {
    var directives: [Directive] = []
    func add(_ name: String, _ argument: String, _ alternatives: Set<Alternatives>) {
      guard !alternatives.isEmpty else { return }
      let lists = Alternatives(all: alternatives).lists.map { Value.list($0.map { .string($0) }) }
      directives.append(Directive(name: Name(name), arguments: [Argument(name: Name(argument), value: .list(lists))]))
    }
    if isAuthenticated { directives.append(Directive(name: Name("authenticated"))) }
    add("requiresScopes", "scopes", scopes)
    add("policy", "policies", policies)
    return directives
  }
}

extension Value {
  /// The strings of a list of lists.
  fileprivate var stringLists: [[String]] {
    guard case .list(let lists) = content else { return [] }
    return lists.map { list in
      guard case .list(let values) = list.content else { return [] }
      return values.compactMap(\.stringValue)
    }
  }
}

extension TypeDefinition {
  /// The fields of an object or interface; empty for other types.
  var outputFields: [FieldDefinition] {
    switch self {
    case .object(let node): node.fields
    case .interface(let node): node.fields
    default: []
    }
  }
}

/// A use of a directive of access in a schema file.
public struct AccessDirectiveUse: Sendable {
  /// Without `@`.
  public let directive: String
  public let position: SourcePosition
}

extension Subgraph {
  /// The uses of the directives of access, in the order of the file.
  var accessDirectives: [(directive: Directive, position: SourcePosition)] {
    typeNames.compactMap { types[$0] }.flatMap { type in
      (type.directives + type.fields.flatMap(\.directives)).filter { FederationDirectives.access.contains($0.name.value) }
        .map { ($0, SourcePosition(file: type.file, location: $0.location)) }
    }
  }
}

extension Supergraph {
  /// The uses of `@authenticated`, `@requiresScopes` and `@policy` in the schema files, each once.
  public var accessDirectiveUses: [AccessDirectiveUse] {
    var seen: Set<SourcePosition> = []
    return subgraphs.flatMap(\.accessDirectives).filter { seen.insert($0.position).inserted }
      .map { AccessDirectiveUse(directive: $0.directive.name.value, position: $0.position) }
  }
}

/// Checks the arguments of the directives of access.
enum AccessChecks {
  static func errors(in subgraph: Subgraph) -> [CompositionError] {
    subgraph.accessDirectives.compactMap { directive, position in
      guard let argument = directive.arguments.first else { return nil }
      let lists = argument.value.stringLists
      guard lists.isEmpty || lists.contains(where: { $0.isEmpty || $0.contains("") }) else { return nil }
      return CompositionError(
        "@\(directive.name)(\(argument.name):) needs at least one list, and in each list at least one name that is not empty.",
        code: .invalidGraphQL, at: position)
    }
  }
}
