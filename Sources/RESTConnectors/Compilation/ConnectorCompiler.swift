import GraphQLExecution
import GraphQLFederation
import GraphQLLanguage
import JSON
import Upstreams

/// A service and the channel for its calls.
struct ConnectedService {
  let service: RESTService
  let channel: UpstreamChannel
  let position: SourcePosition
}

/// Compiles `@service`, `@rest` and `@json` of all subgraphs to a catalog of loaders.
struct ConnectorCompiler {
  let supergraph: Supergraph
  let environment: [String: String]
  let transport: any UpstreamTransport
  let options: UpstreamOptions
  var catalog = ConnectorCatalog()
  private(set) var errors: [CompositionError] = []
  private(set) var services: [String: ConnectedService] = [:]
  /// The names of all services, including those with errors.
  private var serviceNames: Set<String> = []
  /// The loaders of the directives of `@interfaceObject` types, which several types share; nil for a directive with errors.
  private var entityLoaders: [SourcePosition: ConnectorCatalog.EntityLoader?] = [:]
  private var fieldLoaders: [SourcePosition: ConnectorCatalog.FieldLoader?] = [:]

  init(
    supergraph: Supergraph, environment: [String: String], transport: any UpstreamTransport, options: UpstreamOptions
  ) {
    self.supergraph = supergraph
    self.environment = environment
    self.transport = transport
    self.options = options
  }

  mutating func compile() {
    for subgraph in supergraph.subgraphs { compileServices(subgraph) }
    for (index, subgraph) in supergraph.subgraphs.enumerated() {
      for name in subgraph.typeNames {
        guard let type = subgraph.types[name] else { continue }
        compileNames(of: type, index)
        compileDiscriminator(of: type, index)
        compileLoaders(of: type, index)
      }
    }
  }

  private mutating func compileServices(_ subgraph: Subgraph) {
    for directive in subgraph.schemaDirectives where directive.name.value == "service" {
      if let name = directive.value(of: "name")?.stringValue { serviceNames.insert(name) }
      guard
        let service = RESTService(
          directive, file: subgraph.name, environment: environment, verifiesTokens: options.verifiesTokens, errors: &errors)
      else { continue }
      let position = subgraph.position(directive.location)
      if let other = services[service.name] {
        errors.append(
          CompositionError(
            "There are two services named \"\(service.name)\"; define it in one file only, or rename one of them.", at: other.position,
            position))
      } else {
        services[service.name] = ConnectedService(
          service: service, channel: UpstreamChannel(service.upstream, transport: transport, options: options), position: position)
      }
    }
  }

  // MARK: @json

  private mutating func compileNames(of type: SubgraphType, _ subgraph: Int) {
    for field in type.fields {
      guard let directive = field.directives.first(where: { $0.name.value == "json" }) else { continue }
      if let path = JSONDirective.path(directive, file: type.file, hasWarnings: true, &errors) {
        if path.steps.isEmpty { checkWholeObject(field, of: type, subgraph, directive) }
        if field.directives.contains(where: { $0.name.value == "rest" }) {
          fail(
            "@json path has no effect beside @rest, which loads the field; say by @rest(at: \"\(path)\") where the value is in the response.",
            type.file, at: directive.location)
        }
        catalog.fieldPaths[.init(subgraph, type.name, field.name.value)] = path
      }
    }
    compileInputNames(of: type, subgraph)
    var known: [String: SourceLocation] = [:]
    for value in type.values {
      var text = value.name.value
      if let directive = value.directives.first(where: { $0.name.value == "json" }) {
        text = JSONDirective.value(directive, file: type.file, &errors) ?? text
        catalog.enumStrings[.init(subgraph, type.name), default: [:]][value.name.value] = text
      }
      if let other = known.updateValue(value.location, forKey: text) {
        errors.append(
          CompositionError(
            "Two values of \"\(type.name)\" stand for the same string \"\(text)\"; give each its own by @json(value:).",
            at: SourcePosition(file: type.file, location: other),
            SourcePosition(file: type.file, location: value.location)))
      }
    }
  }

  /// Checks that a field with the empty path, which is its object itself, can have an object as its value.
  private mutating func checkWholeObject(_ field: FieldDefinition, of type: SubgraphType, _ subgraph: Int, _ directive: Directive) {
    let name = field.type.namedType.value
    let isLeaf = supergraph.subgraphs.contains { $0.types[name]?.kind == .enumeration }
    guard field.type.isList || isLeaf || ["Int", "Float", "String", "Boolean", "ID"].contains(name) else { return }
    fail(
      "@json path: the empty path is the object itself, and \"\(type.name).\(field.name)\" of type \(field.type) is not an object; write the name of the member.",
      type.file, at: directive.location)
  }

  /// The paths of input fields. Each leads to a member of its own in the JSON that is sent.
  private mutating func compileInputNames(of type: SubgraphType, _ subgraph: Int) {
    var paths: [(field: InputValueDefinition, path: JSONPath)] = []
    for field in type.inputFields {
      var path = JSONPath(member: field.name.value)
      if let directive = field.directives.first(where: { $0.name.value == "json" }) {
        guard let written = JSONDirective.path(directive, file: type.file, &errors) else { continue }
        // A field of a @oneOf input may be the whole value, because there is no other one.
        let isWhole = written.steps.isEmpty && type.directives.contains { $0.name.value == "oneOf" }
        if written.steps.isEmpty && !isWhole || written.steps.contains(where: { $0.index != nil }) {
          fail(
            "@json path: the path \"\(written)\" of an input field must name members of objects; a list or the whole object cannot be made from one field.",
            type.file, at: directive.location)
        }
        path = written
        if isWhole {
          catalog.inputPaths[.init(subgraph, type.name), default: [:]][field.name.value] = path
          continue
        }
        catalog.inputPaths[.init(subgraph, type.name), default: [:]][field.name.value] = path
      }
      if let other = paths.first(where: { $0.path.steps.starts(with: path.steps) || path.steps.starts(with: $0.path.steps) }) {
        errors.append(
          CompositionError(
            "\"\(type.name).\(other.field.name)\" and \"\(type.name).\(field.name)\" are sent at \"\(other.path)\" and \"\(path)\", so that one replaces the other; give each a path of its own by @json(path:).",
            at: SourcePosition(file: type.file, location: other.field.location),
            SourcePosition(file: type.file, location: field.location)))
      }
      paths.append((field, path))
    }
  }

  private mutating func fail(_ message: String, _ file: String, at location: SourceLocation) {
    errors.append(CompositionError(message, at: SourcePosition(file: file, location: location)))
  }

  // MARK: @rest

  private mutating func compileLoaders(of type: SubgraphType, _ subgraph: Int) {
    for directive in type.directives where directive.name.value == "rest" {
      let position = SourcePosition(file: type.file, location: directive.location)
      let made = entityLoaders[position] ?? makeEntityLoader(directive, type).map { .init(key: $1, loader: $0) }
      entityLoaders[position] = .some(made)
      guard let made else { continue }
      let key = made.key
      let coordinate = ConnectorCatalog.TypeCoordinate(subgraph, type.name)
      if catalog.entityLoaders[coordinate]?.contains(where: { $0.key == key }) == true {
        fail(
          "\"\(type.name)\" has more than one @rest for @key(fields: \"\(key.paths.joined(separator: " "))\").", type.file,
          at: directive.location)
      }
      catalog.entityLoaders[coordinate, default: []].append(made)
    }
    let isRoot = type.name == "Query" || type.name == "Mutation"
    for field in type.fields {
      let directives = field.directives.filter { $0.name.value == "rest" }
      guard let directive = directives.first else {
        if let required = field.directives.first(where: { $0.name.value == "requires" }) {
          fail(
            "\"\(type.name).\(field.name)\" has @requires and needs @rest with the required fields as {$this.…}.", type.file,
            at: required.location)
        }
        if isRoot, !type.isExternal(field.name.value) {
          let method = type.name == "Query" ? "GET" : "POST"
          fail(
            "\"\(type.name).\(field.name)\" needs @rest, which says where it comes from: @rest(service: \"…\", \(method): \"/…\").",
            type.file, at: field.location)
        }
        continue
      }
      if directives.count > 1 { fail("@rest is allowed only once on a field.", type.file, at: directives[1].location) }
      guard type.kind == .object else {
        fail("@rest is allowed only on fields of object types.", type.file, at: directive.location)
        continue
      }
      let position = SourcePosition(file: type.file, location: directive.location)
      let made = fieldLoaders[position] ?? makeFieldLoader(directive, field, of: type, in: subgraph, isRoot: isRoot)
      fieldLoaders[position] = .some(made)
      if let loader = made {
        catalog.fieldLoaders[.init(subgraph, type.name, field.name.value)] = loader
      }
    }
  }

  private func restCompiler(_ directive: Directive, _ type: SubgraphType) -> RESTDirectiveCompiler {
    RESTDirectiveCompiler(
      directive, file: type.file, services: services, serviceNames: serviceNames, environment: environment,
      verifiesTokens: options.verifiesTokens)
  }

  private mutating func makeEntityLoader(_ directive: Directive, _ type: SubgraphType) -> (RESTLoader, EntityKey)? {
    guard type.name != "Query", type.name != "Mutation" else {
      fail("@rest belongs on the fields of \"\(type.name)\", not on the type.", type.file, at: directive.location)
      return nil
    }
    guard !type.keys.isEmpty else {
      fail("@rest on \"\(type.name)\" needs an @key.", type.file, at: directive.location)
      return nil
    }
    var compiler = restCompiler(directive, type)
    compiler.object = type
    compiler.isEntity = true
    defer { errors += compiler.errors }
    guard let loader = compiler.makeLoader(), let key = compiler.key else { return nil }
    if !key.isResolvable {
      fail(
        "@rest loads \"\(type.name)\" by @key(fields: \"\(key.text)\", resolvable: false), which says that this service does not; remove one of them.",
        type.file, at: directive.location)
    }
    return (loader, key)
  }

  private mutating func makeFieldLoader(
    _ directive: Directive, _ field: FieldDefinition, of type: SubgraphType, in subgraph: Int, isRoot: Bool
  ) -> ConnectorCatalog.FieldLoader? {
    var compiler = restCompiler(directive, type)
    let subgraphs = supergraph.subgraphs
    // A file may use scalars, enums and input types that another file defines.
    compiler.types = { name in subgraphs[subgraph].types[name] ?? subgraphs.lazy.compactMap { $0.types[name] }.first }
    compiler.field = field
    compiler.object = isRoot ? nil : type
    defer { errors += compiler.errors }
    let loader = compiler.makeLoader()
    let required = field.requiredFields?.paths ?? []
    for case .this(let path) in compiler.inputs
    where type.isExternal(path.first ?? "") && !type.isKeyField(path.first ?? "") && !required.contains(where: { $0.starts(with: path) }) {
      let selection = path.joined(separator: " { ") + String(repeating: " }", count: path.count - 1)
      fail(
        "@rest $this.\(path.joined(separator: ".")): the field is @external here, so \"\(type.name).\(field.name)\" needs @requires(fields: \"\(selection)\").",
        type.file, at: directive.location)
    }
    return loader.map { ConnectorCatalog.FieldLoader(inputs: compiler.inputs, loader: $0) }
  }

  // MARK: discriminators

  /// `@json(path:)` on an interface or a union says where an object names its type; `@json(value:)` on an object type says by which string.
  private mutating func compileDiscriminator(of type: SubgraphType, _ subgraph: Int) {
    let directives = type.directives.filter { $0.name.value == "json" }
    guard let directive = directives.first else { return checkStrings(of: type, subgraph, Discriminator()) }
    // A definition and its extensions are one place.
    if directives.count > 1 { fail("\"@json\" is allowed only once here.", type.file, at: directives[1].location) }
    switch type.kind {
    case .interface, .union:
      guard let path = JSONDirective.path(directive, file: type.file, &errors) else { return }
      let discriminator = Discriminator(path: path, strings: strings(of: type, subgraph))
      catalog.discriminators[.init(subgraph, type.name)] = discriminator
      checkStrings(of: type, subgraph, discriminator)
    case .object:
      _ = JSONDirective.value(directive, file: type.file, &errors)
    case .scalar, .enumeration, .input: break
    }
  }

  /// The JSON strings of an abstract type's objects.
  private func strings(of type: SubgraphType, _ subgraph: Int) -> [String: String] {
    var strings: [String: String] = [:]
    for object in objects(of: type, subgraph) {
      strings[object.name] = object.directives.first { $0.name.value == "json" }?.value(of: "value")?.stringValue
    }
    return strings
  }

  private func objects(of type: SubgraphType, _ subgraph: Int) -> [SubgraphType] {
    let graph = supergraph.subgraphs[subgraph]
    if type.kind == .union { return type.members.compactMap { graph.types[$0.value] } }
    return graph.typeNames.compactMap { graph.types[$0] }.filter { object in
      object.kind == .object && object.members.contains { $0.value == type.name }
    }
  }

  /// Checks that no two objects of an abstract type have the same JSON string.
  private mutating func checkStrings(of type: SubgraphType, _ subgraph: Int, _ discriminator: Discriminator) {
    guard type.kind == .union || type.kind == .interface else { return }
    var known: [String: SubgraphType] = [:]
    for object in objects(of: type, subgraph) {
      let string = discriminator.strings[object.name] ?? object.name
      guard let other = known.updateValue(object, forKey: string) else { continue }
      errors.append(
        CompositionError(
          "Two types of \"\(type.name)\" stand for the same string \"\(string)\"; give each its own by @json(value:).", at: other.position,
          object.position))
    }
  }
}
