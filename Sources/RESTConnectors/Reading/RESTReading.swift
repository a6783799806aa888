import GraphQLFederation
import GraphQLLanguage
import HTTPCore
import JSON
import Upstreams

/// Makes a loader of one `@rest`.
struct RESTReading {
  private var reader: DirectiveReader
  let services: [String: RESTService]
  /// All names that files give to services, also to those that are described wrongly.
  let serviceNames: Set<String>
  let environment: [String: String]
  /// The way to a service.
  let channels: [String: UpstreamChannel]
  /// The field it stands on; nil on a type.
  var field: FieldDefinition?
  /// The type that it stands on or in; nil for a root type.
  var object: SubgraphType?
  var isEntity = false
  var types: @Sendable (String) -> SubgraphType? = { _ in nil }
  /// The key that `$keys` means, once the loader is made.
  private(set) var key: EntityKey?
  /// The inputs of the loader, once it is made.
  private(set) var inputs: [ConnectorCatalog.FieldLoader.Input] = []

  private static let methods = ["GET", "POST", "PUT", "PATCH", "DELETE"]

  init(
    _ directive: Directive, file: String, services: [String: RESTService], serviceNames: Set<String>, environment: [String: String],
    channels: [String: UpstreamChannel]
  ) {
    reader = DirectiveReader(directive, file: file, allowed: Set(Self.methods + ["service", "body", "at", "batch", "errors"]))
    self.services = services
    self.serviceNames = serviceNames
    self.environment = environment
    self.channels = channels
  }

  var errors: [CompositionError] { reader.errors }

  mutating func makeLoader() -> RESTLoader? {
    let service = reader.requiredString("service").flatMap { name -> RESTService? in
      if !serviceNames.contains(name) {
        reader.fail(
          "names the service \"\(name)\", which no file describes by @service", at: reader.value("service")?.location,
          near: Suggestion.list(for: name, among: serviceNames.sorted()))
      }
      return services[name]
    }
    let written = Self.methods.filter { reader.value($0) != nil }
    guard written.count == 1, let method = written.first else {
      reader.fail("needs exactly one of \(Self.methods.joined(separator: ", "))")
      return nil
    }
    guard let template = reader.template(method), let text = reader.string(method) else { return nil }
    let bodyTemplate = reader.template("body")
    if bodyTemplate != nil, method == "GET" { reader.fail("cannot have a body with GET") }
    chooseKey(template.placeholders + (bodyTemplate?.placeholders ?? []))
    let isBatch = reader.value("batch") != nil
    if isBatch || isEntity { inputs = (key?.fields ?? []).map { .key($0) } }
    let url = resolveURL(template, method, service)
    let body = bodyTemplate.flatMap { resolveBody($0) }
    let at = reader.path("at")
    let batch = isBatch ? readBatch(url, body) : nil
    let mapping = ErrorMapping.read(&reader, inherited: service?.errors ?? ErrorMapping())
    if !isBatch, mapping.perKey != nil, reader.value("errors")?["perKey"] != nil { reader.fail("errors: perKey needs batch") }
    guard reader.errors.isEmpty, let service, let url, let channel = channels[service.name] else { return nil }
    let name = "\(service.name): \(method) \(text)"
    let call = RESTCall(service: service, method: HTTPMethod(rawValue: method), errors: mapping, channel: channel, name: name)
    return RESTLoader(
      name: name, call: call, url: url, body: body, at: at, batch: batch,
      inputNames: inputs.map { input in
        switch input {
        case .key(let field), .this(let field): field.joined(separator: ".")
        }
      }, isNonNull: field?.type.isNonNull ?? false)
  }

  /// The first @key that has all fields that the placeholders name.
  private mutating func chooseKey(_ placeholders: [Template.Placeholder]) {
    guard let object else { return }
    let named = placeholders.filter { $0.source == .keys && !$0.path.steps.isEmpty }.map(\.path.description)
    key = object.keys.first { key in named.allSatisfy(key.paths.contains) } ?? object.keys.first
  }

  private var allowed: Set<Template.Source> {
    if isEntity { return [.keys, .claims, .env] }
    return object == nil ? [.args, .claims, .env] : [.args, .this, .keys, .claims, .env]
  }

  private mutating func resolver(_ place: TemplateResolver.Place) -> TemplateResolver {
    var resolver = TemplateResolver(environment: environment, place: place, allowed: allowed)
    resolver.field = field
    resolver.object = object
    resolver.key = key
    resolver.types = types
    resolver.inputs = inputs
    return resolver
  }

  private mutating func resolveURL(_ template: Template, _ method: String, _ service: RESTService?) -> URLTemplate? {
    var resolver = resolver(.url)
    do throws(TemplateError) {
      let parts = try resolver.resolve(template)
      inputs = resolver.inputs
      return try URLTemplate(prefix: service?.pathPrefix ?? "", parts: parts)
    } catch {
      reader.fail(method, error)
      return nil
    }
  }

  private mutating func resolveBody(_ template: Template) -> BodyTemplate? {
    var resolver = resolver(.body)
    do throws(TemplateError) {
      let parts = try resolver.resolve(template)
      inputs = resolver.inputs
      return try BodyTemplate(parts: parts)
    } catch {
      reader.fail("body", error)
      return nil
    }
  }

  private mutating func readBatch(_ url: URLTemplate?, _ body: BodyTemplate?) -> RESTLoader.BatchPlan? {
    var by: [String] = []
    var encoding = RESTLoader.BatchPlan.Encoding.csv
    var max = 100
    reader.object("batch", allowed: ["by", "as", "max"]) { reader in
      by = reader.strings("by")
      if by.isEmpty { reader.fail("needs by: where each item has the key") }
      encoding = reader.choice("as", ["CSV": .csv, "REPEAT": .repeat, "JSON": .json], default: .csv)
      max = reader.int("max", default: 100, in: 1...100_000)
    }
    let paths = by.compactMap { JSONPath($0) }
    if paths.count != by.count { reader.fail("batch: by must hold paths of the form a.b.c") }
    guard let key else {
      reader.fail(
        object.map { "batch needs an @key on \"\($0.name)\", by which each item finds its object" }
          ?? "batch means nothing on a root field, which is asked for once")
      return nil
    }
    if by.count != key.fields.count {
      reader.fail("batch: by needs one path for each field of the @key(fields: \"\(key.paths.joined(separator: " "))\"), in its order")
    }
    if inputs != key.fields.map({ .key($0) }) { reader.fail("with batch cannot use $this; a batch is for many objects") }
    if let field, Self.isScalar(field.type.namedType.value) || types(field.type.namedType.value)?.kind == .enumeration {
      reader.fail(
        "with batch cannot give \(field.type): each item of a batch is an object that holds its key; make it a field of that object")
    }
    checkKeyPlaces(url, body, encoding, key)
    let isGrouped = field.map { Self.isList($0.type) } ?? false
    return RESTLoader.BatchPlan(by: paths, encoding: encoding, max: max, isGrouped: isGrouped)
  }

  /// The keys of a batch stand in one query parameter, or as JSON in the body.
  private mutating func checkKeyPlaces(
    _ url: URLTemplate?, _ body: BodyTemplate?, _ encoding: RESTLoader.BatchPlan.Encoding, _ key: EntityKey
  ) {
    guard let url else { return }
    if url.segments.contains(where: { $0.contains(where: \.isKeyed) }) {
      let placeholder = key.paths.map { "{$keys.\($0)}" }.joined(separator: ":")
      return reader.fail(
        "with batch cannot have $keys in the path, which has room for one; ask for many in the query, as in ?ids=\(placeholder)")
    }
    if encoding == .json {
      if body?.isKeyed != true { reader.fail("batch as JSON needs a body that holds $keys") }
      if !url.keyedParameters.isEmpty { reader.fail("batch as JSON has its keys in the body, not in the query") }
      return
    }
    if body?.isKeyed == true { reader.fail("has $keys in the body, so its batch must be as JSON") }
    guard url.keyedParameters.count == 1, let parameter = url.keyedParameters.first else {
      return reader.fail("with batch needs exactly one query parameter that holds $keys, as in ?ids={$keys.\(key.paths.first ?? "id")}")
    }
    let used = Set(
      (url.parameters[parameter].value ?? []).compactMap { part in if case .variable(.input(let index)) = part { index } else { nil } })
    if used.count != key.fields.count { reader.fail("with batch needs all fields of the @key in its query parameter") }
  }

  private static func isScalar(_ name: String) -> Bool { ["Int", "Float", "String", "Boolean", "ID"].contains(name) }

  private static func isList(_ type: TypeReference) -> Bool {
    switch type {
    case .nonNull(let inner, _): isList(inner)
    case .list: true
    case .named: false
    }
  }
}
