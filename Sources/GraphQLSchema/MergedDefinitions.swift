import GraphQLLanguage

/// The definitions of a schema document, with the extensions merged in.
struct MergedDefinitions {
  var types: [NamedType] = []
  var directives: [DirectiveDefinition] = []
  var schema: SchemaDefinition?
  var rootTypeNames: [OperationType: Name] = [:]

  init(_ document: Document) {
    var definitions: [TypeDefinition] = []
    var extensions: [String: [TypeDefinition]] = [:]
    var schemaExtensions: [SchemaDefinition] = []
    for definition in document.definitions {
      switch definition {
      case .type(let type): definitions.append(type)
      case .typeExtension(let type): extensions[type.name.value, default: []].append(type)
      case .directive(let directive): directives.append(directive)
      case .schema(let node): schema = schema ?? node
      case .schemaExtension(let node): schemaExtensions.append(node)
      case .operation, .fragment: continue
      }
    }
    let defined = Set(directives.map(\.name.value))
    directives += BuiltInDefinitions.directives.filter { !defined.contains($0.name.value) }
    mergeTypes(definitions, extensions)
    mergeSchema(extensions: schemaExtensions)
  }

  /// The types of the document in its order. A built-in type that the document defines is at the position of that definition; another one
  /// follows the first type that references it, as in graphql-js.
  private mutating func mergeTypes(_ definitions: [TypeDefinition], _ extensions: [String: [TypeDefinition]]) {
    var builtIn = Dictionary(
      (BuiltInDefinitions.scalars + BuiltInDefinitions.introspectionTypes).map { ($0.name.value, $0) }, uniquingKeysWith: { $1 })
    let builtInNames = Set(builtIn.keys)
    var redefined: [String: TypeDefinition] = [:]
    for name in definitions.map(\.name.value) {
      if let own = builtIn.removeValue(forKey: name) { redefined[name] = own }
    }
    var seen: Set<String> = []
    for definition in definitions where seen.insert(definition.name.value).inserted {
      guard !builtInNames.contains(definition.name.value) else {
        builtIn[definition.name.value] = redefined[definition.name.value]
        addBuiltIn(definition.name.value, &builtIn)
        continue
      }
      let type = Self.merge(definition, extensions[definition.name.value] ?? [])
      types.append(type)
      for name in type.definition.references { addBuiltIn(name, &builtIn) }
    }
    for directive in directives {
      for argument in directive.arguments { addBuiltIn(argument.type.namedType.value, &builtIn) }
    }
    addBuiltIn("__Schema", &builtIn)
  }

  /// Adds a built-in type and the built-in types that it references, each once.
  private mutating func addBuiltIn(_ name: String, _ builtIn: inout [String: TypeDefinition]) {
    guard let definition = builtIn.removeValue(forKey: name) else { return }
    types.append(Self.merge(definition, []))
    for name in definition.references { addBuiltIn(name, &builtIn) }
  }

  /// Section 3.3.1: without `schema { }`, the types named Query, Mutation and Subscription are the root types.
  private mutating func mergeSchema(extensions: [SchemaDefinition]) {
    let isExplicit = schema != nil
    if !extensions.isEmpty {
      var merged = schema ?? SchemaDefinition()
      for node in extensions {
        merged.directives += node.directives
        merged.operationTypes += node.operationTypes
      }
      schema = merged
    }
    for node in schema?.operationTypes ?? [] where rootTypeNames[node.operation] == nil {
      rootTypeNames[node.operation] = node.type
    }
    guard !isExplicit else { return }
    for (operation, name) in [(OperationType.query, "Query"), (.mutation, "Mutation"), (.subscription, "Subscription")]
    where types.contains(where: { $0.name == name }) {
      rootTypeNames[operation] = Name(name)
    }
  }

  /// Merges the extensions of the same kind into a definition.
  private static func merge(_ definition: TypeDefinition, _ extensions: [TypeDefinition]) -> NamedType {
    var locations: [SourceLocation] = []
    switch definition {
    case .scalar(var merged):
      for case .scalar(let node) in extensions {
        merged.directives += node.directives
        locations.append(node.location)
      }
      return .scalar(ScalarType(merged, extensionLocations: locations))
    case .object(var merged):
      for case .object(let node) in extensions {
        merged.interfaces += node.interfaces
        merged.directives += node.directives
        merged.fields += node.fields
        locations.append(node.location)
      }
      return .object(ObjectType(merged, extensionLocations: locations))
    case .interface(var merged):
      for case .interface(let node) in extensions {
        merged.interfaces += node.interfaces
        merged.directives += node.directives
        merged.fields += node.fields
        locations.append(node.location)
      }
      return .interface(InterfaceType(merged, extensionLocations: locations))
    case .union(var merged):
      for case .union(let node) in extensions {
        merged.directives += node.directives
        merged.members += node.members
        locations.append(node.location)
      }
      return .union(UnionType(merged, extensionLocations: locations))
    case .enumeration(var merged):
      for case .enumeration(let node) in extensions {
        merged.directives += node.directives
        merged.values += node.values
        locations.append(node.location)
      }
      return .enumeration(EnumType(merged, extensionLocations: locations))
    case .inputObject(var merged):
      for case .inputObject(let node) in extensions {
        merged.directives += node.directives
        merged.fields += node.fields
        locations.append(node.location)
      }
      return .inputObject(InputObjectType(merged, extensionLocations: locations))
    }
  }
}

extension TypeDefinition {
  /// The names of the types that the definition references, in the order of the source.
  fileprivate var references: [String] {
    switch self {
    case .object(let node): node.interfaces.map(\.value) + node.fields.flatMap(\.references)
    case .interface(let node): node.interfaces.map(\.value) + node.fields.flatMap(\.references)
    case .union(let node): node.members.map(\.value)
    case .inputObject(let node): node.fields.map(\.type.namedType.value)
    case .scalar, .enumeration: []
    }
  }
}

extension FieldDefinition {
  /// The names of the types of the field and of its arguments.
  fileprivate var references: [String] {
    [type.namedType.value] + arguments.map(\.type.namedType.value)
  }
}
