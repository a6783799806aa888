import GraphQLLanguage

extension Supergraph {
  /// The supergraph as SDL: the merged types, with `join` directives that say which subgraph resolves each field. Connectors are not
  /// included.
  /// Source: Apollo's join specification, version 0.3.
  public var printed: String { SupergraphPrinter(self).text }
}

private struct SupergraphPrinter {
  private let supergraph: Supergraph
  /// The names of the subgraphs in `join__Graph`.
  private let graphs: [String]

  init(_ supergraph: Supergraph) {
    self.supergraph = supergraph
    var taken: Set<String> = []
    graphs = supergraph.subgraphs.map { subgraph in
      let letters = subgraph.identifier.uppercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" }
      let start = letters.first?.isNumber == true ? "_" + String(letters) : String(letters)
      var name = start.isEmpty ? "_" : start
      var number = 1
      while !taken.insert(name).inserted {
        number += 1
        name = "\(start)_\(number)"
      }
      return name
    }
  }

  var text: String {
    let types = supergraph.merged.definitions.map { definition -> Definition in
      if case .type(let type) = definition { return .type(annotated(type)) }
      return definition
    }
    return Printer.text(of: Document(definitions: frame + types))
  }

  // MARK: what every supergraph has

  private var frame: [Definition] {
    let used = usedDirectives
    let composed = Self.specifications.filter { !used.isDisjoint(with: $0.directives) }
    let links = (["link/v1.0", "join/v0.3", "tag/v0.3", "inaccessible/v0.2"] + composed.map(\.name)).map { name -> Directive in
      let isForExecution = name.hasPrefix("join")
      let isForSecurity = name.hasPrefix("inaccessible") || composed.contains { $0.name == name && $0.isForSecurity }
      let purpose = isForExecution ? "EXECUTION" : isForSecurity ? "SECURITY" : nil
      return directive(
        "link", [("url", .string("https://specs.apollo.dev/\(name)"))] + (purpose.map { [("for", .enumeration($0))] } ?? []))
    }
    let roots = OperationType.allCases.filter { supergraph.apiSchema.rootType(for: $0) != nil }.map { operation in
      OperationTypeDefinition(operation: operation, type: Name(supergraph.apiSchema.rootType(for: operation)?.name ?? ""))
    }
    let graph = EnumTypeDefinition(
      name: "join__Graph",
      values: zip(graphs, supergraph.subgraphs).map { name, subgraph in
        let join = directive("join__graph", [("name", .string(subgraph.identifier)), ("url", .string(""))])
        return EnumValueDefinition(name: Name(name), directives: [join])
      })
    let text = ([Self.prelude] + composed.map(\.sdl)).joined(separator: "\n")
    let prelude = (try? Parser.parse(text, limits: .schema).definitions) ?? []
    return [.schema(SchemaDefinition(directives: links, operationTypes: roots))] + prelude + [.type(.enumeration(graph))]
  }

  private static let prelude = """
    directive @inaccessible on FIELD_DEFINITION | OBJECT | INTERFACE | UNION | ARGUMENT_DEFINITION | SCALAR | ENUM | ENUM_VALUE | INPUT_OBJECT | INPUT_FIELD_DEFINITION
    directive @join__enumValue(graph: join__Graph!) repeatable on ENUM_VALUE
    directive @join__field(graph: join__Graph, requires: join__FieldSet, provides: join__FieldSet, type: String, external: Boolean, override: String, usedOverridden: Boolean) repeatable on FIELD_DEFINITION | INPUT_FIELD_DEFINITION
    directive @join__graph(name: String!, url: String!) on ENUM_VALUE
    directive @join__implements(graph: join__Graph!, interface: String!) repeatable on OBJECT | INTERFACE
    directive @join__type(graph: join__Graph!, key: join__FieldSet, extension: Boolean! = false, resolvable: Boolean! = true, isInterfaceObject: Boolean! = false) repeatable on OBJECT | INTERFACE | UNION | ENUM | INPUT_OBJECT | SCALAR
    directive @join__unionMember(graph: join__Graph!, member: String!) repeatable on UNION
    directive @link(url: String, as: String, for: link__Purpose, import: [link__Import]) repeatable on SCHEMA
    directive @tag(name: String!) repeatable on FIELD_DEFINITION | INTERFACE | OBJECT | UNION | ARGUMENT_DEFINITION | SCALAR | ENUM | ENUM_VALUE | INPUT_OBJECT | INPUT_FIELD_DEFINITION | SCHEMA
    scalar join__FieldSet
    scalar link__Import
    enum link__Purpose { SECURITY EXECUTION }
    """

  /// A specification whose directives are kept in the supergraph.
  private struct Specification {
    /// With its version.
    let name: String
    let directives: Set<String>
    let isForSecurity: Bool
    let sdl: String
  }

  /// The specifications that a supergraph links if it uses them.
  private static let specifications = [
    Specification(
      name: "authenticated/v0.1", directives: ["authenticated"], isForSecurity: true,
      sdl: "directive @authenticated on FIELD_DEFINITION | OBJECT | INTERFACE | SCALAR | ENUM"),
    Specification(
      name: "requiresScopes/v0.1", directives: ["requiresScopes"], isForSecurity: true,
      sdl: """
        directive @requiresScopes(scopes: [[requiresScopes__Scope!]!]!) on FIELD_DEFINITION | OBJECT | INTERFACE | SCALAR | ENUM
        scalar requiresScopes__Scope
        """),
    Specification(
      name: "policy/v0.1", directives: ["policy"], isForSecurity: true,
      sdl: """
        directive @policy(policies: [[policy__Policy!]!]!) on FIELD_DEFINITION | OBJECT | INTERFACE | SCALAR | ENUM
        scalar policy__Policy
        """),
    Specification(
      name: "cost/v0.1", directives: FederationDirectives.cost, isForSecurity: false,
      sdl: """
        directive @cost(weight: Int!) on ARGUMENT_DEFINITION | ENUM | FIELD_DEFINITION | INPUT_FIELD_DEFINITION | OBJECT | SCALAR
        directive @listSize(assumedSize: Int, slicingArguments: [String!], sizedFields: [String!], requireOneSlicingArgument: Boolean = true) on FIELD_DEFINITION
        """),
  ]

  /// The names of the directives on the merged types, fields and arguments.
  private var usedDirectives: Set<String> {
    var names: Set<String> = []
    func add(_ directives: [Directive]) { names.formUnion(directives.map(\.name.value)) }
    for case .type(let type) in supergraph.merged.definitions {
      add(type.directives)
      for field in type.outputFields {
        add(field.directives)
        for argument in field.arguments { add(argument.directives) }
      }
      if case .inputObject(let input) = type { for field in input.fields { add(field.directives) } }
    }
    return names
  }

  // MARK: types

  private func parts(_ name: String) -> [(graph: Int, type: SubgraphType)] {
    supergraph.subgraphs.indices.compactMap { index in supergraph.subgraphs[index].types[name].map { (index, $0) } }
  }

  private func annotated(_ type: TypeDefinition) -> TypeDefinition {
    let name = type.name.value
    let joins = parts(name).flatMap { graph, part -> [Directive] in
      let keys = part.keys.map { key in
        join("type", graph, [("key", .string(key.text))] + (key.isResolvable ? [] : [("resolvable", .boolean(false))]))
      }
      return keys.isEmpty ? [join("type", graph)] : keys
    }
    switch type {
    case .scalar(var node):
      node.directives += joins
      return .scalar(node)
    case .object(var node):
      node.directives += joins + memberJoins("implements", "interface", name)
      node.fields = node.fields.map { annotated($0, of: name) }
      return .object(node)
    case .interface(var node):
      node.directives += joins + memberJoins("implements", "interface", name)
      node.fields = node.fields.map { annotated($0, of: name) }
      return .interface(node)
    case .union(var node):
      node.directives += joins + memberJoins("unionMember", "member", name)
      return .union(node)
    case .enumeration(var node):
      node.directives += joins
      node.values = node.values.map { value in
        var value = value
        value.directives += parts(name).filter { $0.type.values.contains { $0.name.value == value.name.value } }.map {
          join("enumValue", $0.graph)
        }
        return value
      }
      return .enumeration(node)
    case .inputObject(var node):
      node.directives += joins
      return .inputObject(node)
    }
  }

  private func memberJoins(_ directive: String, _ argument: String, _ type: String) -> [Directive] {
    parts(type).flatMap { graph, part in part.members.map { join(directive, graph, [(argument, .string($0.value))]) } }
  }

  /// A field that every subgraph of its type resolves without any directive has no `join` directive.
  private func annotated(_ field: FieldDefinition, of type: String) -> FieldDefinition {
    let all = parts(type)
    var joins: [Directive] = []
    var isPlain = true
    for (graph, part) in all {
      guard let own = part.field(field.name.value) else {
        isPlain = false
        continue
      }
      let isOverridden = supergraph.resolvers.isOverridden(field.name.value, on: type, in: graph)
      if isOverridden, !part.isKeyField(field.name.value) {
        isPlain = false
        continue
      }
      var arguments: [(String, Value)] = []
      for name in ["requires", "provides"] {
        if let set = own.directives.first(named: name)?.value(of: "fields")?.stringValue { arguments.append((name, .string(set))) }
      }
      if !own.type.isSame(as: field.type) { arguments.append(("type", .string(own.type.description))) }
      if part.isExternal(field.name.value) { arguments.append(("external", .boolean(true))) }
      if let from = own.override?.from { arguments.append(("override", .string(from))) }
      if isOverridden { arguments.append(("usedOverridden", .boolean(true))) }
      if !arguments.isEmpty { isPlain = false }
      joins.append(join("field", graph, arguments))
    }
    var field = field
    if !isPlain { field.directives += joins }
    return field
  }

  // MARK: directives

  private func join(_ name: String, _ graph: Int, _ arguments: [(String, Value)] = []) -> Directive {
    directive("join__\(name)", [("graph", .enumeration(graphs[graph]))] + arguments)
  }

  private func directive(_ name: String, _ arguments: [(String, Value)]) -> Directive {
    Directive(name: Name(name), arguments: arguments.map { Argument(name: Name($0.0), value: $0.1) })
  }
}
