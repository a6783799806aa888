import GraphQLFederation
import GraphQLLanguage
import JSON
import Upstreams

/// Reads `@service`, `@rest` and `@json` of all subgraphs into a catalog of loaders.
struct ConnectorReader {
  let supergraph: Supergraph
  let environment: [String: String]
  let transport: any UpstreamTransport
  let options: UpstreamOptions
  var catalog = ConnectorCatalog()
  private(set) var errors: [CompositionError] = []
  private(set) var services: [String: (service: RESTService, place: Place)] = [:]
  /// All names that files give to services, also to those that are described wrongly.
  private var serviceNames: Set<String> = []
  private var channels: [String: UpstreamChannel] = [:]

  init(
    supergraph: Supergraph, environment: [String: String], transport: any UpstreamTransport, options: UpstreamOptions = UpstreamOptions()
  ) {
    self.supergraph = supergraph
    self.environment = environment
    self.transport = transport
    self.options = options
  }

  mutating func read() {
    for subgraph in supergraph.subgraphs { readServices(subgraph) }
    for (index, subgraph) in supergraph.subgraphs.enumerated() {
      for name in subgraph.typeNames {
        guard let type = subgraph.types[name] else { continue }
        readNames(of: type, index)
        readDiscriminator(of: type, index)
        readLoaders(of: type, index)
      }
    }
  }

  private mutating func readServices(_ subgraph: Subgraph) {
    for directive in subgraph.schemaDirectives where directive.name.value == "service" {
      if let name = directive.value(of: "name")?.stringValue { serviceNames.insert(name) }
      guard let service = RESTService.read(directive, file: subgraph.name, environment: environment, errors: &errors) else { continue }
      let place = subgraph.place(directive.location)
      if let other = services[service.name] {
        errors.append(
          CompositionError(
            "There are two services named \"\(service.name)\"; describe it in one file only, or give one another name.", at: other.place,
            place))
      } else {
        services[service.name] = (service, place)
        channels[service.name] = UpstreamChannel(service.upstream, transport: transport, options: options)
      }
    }
  }

  // MARK: @json

  private mutating func readNames(of type: SubgraphType, _ subgraph: Int) {
    for field in type.fields {
      guard let directive = field.directives.first(where: { $0.name.value == "json" }) else { continue }
      if let path = readPath(directive, type.file) { catalog.fieldPaths[.init(subgraph, type.name, field.name.value)] = path }
    }
    for field in type.inputFields {
      guard let directive = field.directives.first(where: { $0.name.value == "json" }) else { continue }
      if let path = readPath(directive, type.file) { catalog.inputPaths[.init(subgraph, type.name), default: [:]][field.name.value] = path }
    }
    var places: [String: SourceLocation] = [:]
    for value in type.values {
      var text = value.name.value
      if let directive = value.directives.first(where: { $0.name.value == "json" }) {
        var reader = DirectiveReader(directive, file: type.file, allowed: ["value"])
        text = reader.requiredString("value") ?? text
        errors += reader.errors
        catalog.enumStrings[.init(subgraph, type.name), default: [:]][value.name.value] = text
      }
      if let other = places.updateValue(value.location, forKey: text) {
        errors.append(
          CompositionError(
            "Two values of \"\(type.name)\" stand for the same string \"\(text)\"; give each its own by @json(value:).",
            at: Place(file: type.file, location: other),
            Place(file: type.file, location: value.location)))
      }
    }
  }

  mutating func fail(_ found: [CompositionError]) { errors += found }

  mutating func readPath(_ directive: Directive, _ file: String) -> JSONPath? {
    var reader = DirectiveReader(directive, file: file, allowed: ["path"])
    // The empty path is the object itself: a reference whose key lies flat in the object that refers.
    let isGiven = reader.string("path") != nil
    if !isGiven { _ = reader.requiredString("path") }
    let path = isGiven ? reader.path("path") : nil
    errors += reader.errors
    return path
  }

  // MARK: @rest

  private mutating func readLoaders(of type: SubgraphType, _ subgraph: Int) {
    let rests = type.directives.filter { $0.name.value == "rest" }
    for directive in rests {
      guard let (loader, key) = makeEntityLoader(directive, type) else { continue }
      let coordinate = ConnectorCatalog.TypeCoordinate(subgraph, type.name)
      if catalog.entityLoaders[coordinate]?.contains(where: { $0.key == key }) == true {
        errors.append(
          CompositionError(
            "\"\(type.name)\" has more than one @rest for @key(fields: \"\(key.paths.joined(separator: " "))\").",
            at: Place(file: type.file, location: directive.location)))
      }
      catalog.entityLoaders[coordinate, default: []].append(.init(key: key, loader: loader))
    }
    let isRoot = type.name == "Query" || type.name == "Mutation"
    for field in type.fields {
      guard let directive = field.directives.first(where: { $0.name.value == "rest" }) else {
        if let required = field.directives.first(where: { $0.name.value == "requires" }) {
          errors.append(
            CompositionError(
              "\"\(type.name).\(field.name)\" has @requires and needs @rest with the required fields as {$this.…}.",
              at: Place(file: type.file, location: required.location)))
        }
        if isRoot, !type.isExternal(field.name.value) {
          errors.append(
            CompositionError(
              "\"\(type.name).\(field.name)\" needs @rest, which says where it comes from: @rest(service: \"…\", \(type.name == "Query" ? "GET" : "POST"): \"/…\").",
              at: Place(file: type.file, location: field.location)))
        }
        continue
      }
      guard type.kind == .object else {
        errors.append(
          CompositionError("@rest stands on fields of object types only.", at: Place(file: type.file, location: directive.location)))
        continue
      }
      if let loader = makeFieldLoader(directive, field, of: type, isRoot: isRoot) {
        catalog.fieldLoaders[.init(subgraph, type.name, field.name.value)] = loader
      }
    }
  }

  private mutating func makeEntityLoader(_ directive: Directive, _ type: SubgraphType) -> (RESTLoader, EntityKey)? {
    var reading = RESTReading(
      directive, file: type.file, services: services.mapValues(\.service), serviceNames: serviceNames, environment: environment,
      channels: channels)
    guard type.name != "Query", type.name != "Mutation" else {
      errors.append(
        CompositionError(
          "@rest stands on the fields of \"\(type.name)\", not on the type.", at: Place(file: type.file, location: directive.location)))
      return nil
    }
    guard !type.keys.isEmpty else {
      errors.append(CompositionError("@rest on \"\(type.name)\" needs an @key.", at: Place(file: type.file, location: directive.location)))
      return nil
    }
    reading.object = type
    reading.isEntity = true
    defer { errors += reading.errors }
    guard let loader = reading.makeLoader(), let key = reading.key else { return nil }
    return (loader, key)
  }

  private mutating func makeFieldLoader(
    _ directive: Directive, _ field: FieldDefinition, of type: SubgraphType, isRoot: Bool
  ) -> ConnectorCatalog.FieldLoader? {
    var reading = RESTReading(
      directive, file: type.file, services: services.mapValues(\.service), serviceNames: serviceNames, environment: environment,
      channels: channels)
    let subgraphs = supergraph.subgraphs
    reading.types = { name in subgraphs.lazy.compactMap { $0.types[name] }.first }
    reading.field = field
    reading.object = isRoot ? nil : type
    defer { errors += reading.errors }
    let loader = reading.makeLoader()
    let required = field.requiredFields?.paths ?? []
    for case .this(let path) in reading.inputs
    where type.isExternal(path.first ?? "") && !type.isKeyField(path.first ?? "") && !required.contains(path) {
      let name = path.joined(separator: ".")
      errors.append(
        CompositionError(
          "@rest $this.\(name): the field is @external here, so \"\(type.name).\(field.name)\" needs @requires(fields: \"\(path.joined(separator: " { "))\(String(repeating: " }", count: path.count - 1))\").",
          at: Place(file: type.file, location: directive.location)))
    }
    return loader.map { ConnectorCatalog.FieldLoader(inputs: reading.inputs, loader: $0) }
  }
}
