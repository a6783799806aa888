import GraphQLFederation
import GraphQLLanguage
import HTTPCore
import JSON
import Upstreams

/// Compiles one `@rest` to a loader.
struct RESTDirectiveCompiler {
  private var reader: DirectiveReader
  let services: [String: ConnectedService]
  /// The names of all services, including those with errors.
  let serviceNames: Set<String>
  let environment: [String: String]
  let verifiesTokens: Bool
  /// The field with the directive; nil on a type.
  var field: FieldDefinition?
  /// The type with the directive, or the type of the field; nil for a root type.
  var object: SubgraphType?
  var isEntity = false
  var types: @Sendable (String) -> SubgraphType? = { _ in nil }
  /// The key that `$keys` means. Set by `makeLoader`.
  private(set) var key: EntityKey?
  /// The inputs of the loader. Set by `makeLoader`.
  private(set) var inputs: [ConnectorCatalog.FieldLoader.Input] = []
  /// The inputs in the URL whose values are lists. Set by `makeLoader`.
  private var listInputs: Set<Int> = []

  init(
    _ directive: Directive, file: String, services: [String: ConnectedService], serviceNames: Set<String>, environment: [String: String],
    verifiesTokens: Bool
  ) {
    reader = DirectiveReader(directive, file: file)
    self.services = services
    self.serviceNames = serviceNames
    self.environment = environment
    self.verifiesTokens = verifiesTokens
  }

  var errors: [CompositionError] { reader.errors }

  /// Nil when the directive has errors.
  mutating func makeLoader() -> RESTLoader? {
    guard let directive = RESTDirective(&reader) else { return nil }
    let service = services[directive.service]
    if !serviceNames.contains(directive.service) {
      reader.fail(
        "names the service \"\(directive.service)\", which no file defines with @service", at: reader.value("service")?.location,
        near: Suggestion.list(for: directive.service, among: serviceNames.sorted()))
    }
    chooseKey(directive.url.placeholders + (directive.body?.placeholders ?? []) + directive.headers.flatMap(\.value.placeholders))
    if directive.batch != nil || isEntity { inputs = (key?.fields ?? []).map { .key($0) } }
    let url = resolveURL(directive, service?.service)
    let body = directive.body.flatMap { resolveBody($0, as: directive.bodyEncoding) }
    let headers = directive.headers.compactMap { resolveHeader($0.name, $0.value) }
    checkType(of: directive)
    let mapping = ErrorMapping.read(&reader, inherited: service?.service.errors ?? ErrorMapping())
    if let batch = directive.batch {
      check(batch, url, body)
    } else if reader.value("errors")?["perKey"] != nil {
      reader.fail("errors: perKey needs batch")
    }
    guard reader.errors.isEmpty, let service, let url else { return nil }
    return RESTLoader(
      directive,
      call: RESTCall(
        directive, service: service.service, errors: mapping, channel: service.channel, isOfRootField: object == nil, headers: headers),
      url: url, body: body,
      inputNames: inputs.map { input in
        switch input {
        case .key(let field), .this(let field): field.joined(separator: ".")
        }
      }, isList: field?.type.isList ?? false, isNonNull: field?.type.isNonNull ?? false, listInputs: listInputs.sorted(),
      isDone: directive.answer == .none && field?.type.namedType.value == "Boolean")
  }

  /// Chooses the first @key that has all fields that the placeholders name.
  private mutating func chooseKey(_ placeholders: [Template.Placeholder]) {
    guard let object else { return }
    let named = placeholders.filter { $0.source == .keys && !$0.path.steps.isEmpty }.map(\.path.description)
    key = object.keys.first { key in named.allSatisfy(key.paths.contains) } ?? object.keys.first
  }

  private var allowed: Set<Template.Source> {
    if isEntity { return [.keys, .claims, .env] }
    return object == nil ? [.args, .claims, .env] : [.args, .this, .keys, .claims, .env]
  }

  private mutating func resolver(_ location: TemplateResolver.Location) -> TemplateResolver {
    var resolver = TemplateResolver(environment: environment, location: location, allowed: allowed, verifiesTokens: verifiesTokens)
    resolver.field = field
    resolver.object = object
    resolver.key = key
    resolver.types = types
    resolver.inputs = inputs
    return resolver
  }

  private mutating func resolveURL(_ directive: RESTDirective, _ service: RESTService?) -> URLTemplate? {
    var resolver = resolver(.url)
    do throws(TemplateError) {
      let parts = try resolver.resolve(directive.url)
      inputs = resolver.inputs
      listInputs = resolver.listInputs
      return try URLTemplate(prefix: service?.pathPrefix ?? "", parts: parts)
    } catch {
      reader.fail(directive.method.rawValue, error)
      return nil
    }
  }

  private mutating func resolveHeader(_ name: String, _ template: Template) -> RESTService.SetHeader? {
    var resolver = resolver(.header)
    do throws(TemplateError) {
      let parts = try resolver.resolve(template)
      inputs = resolver.inputs
      return RESTService.SetHeader(name: name, value: parts)
    } catch {
      reader.fail("headers", error)
      return nil
    }
  }

  /// Checks that the field can have what a response holds that is not JSON.
  private mutating func checkType(of directive: RESTDirective) {
    guard let field else {
      if directive.answer != .json { reader.fail("answer: the type is loaded from JSON") }
      return
    }
    let name = field.type.namedType.value
    switch directive.answer {
    case .json: return
    case .text:
      guard field.type.isList || !["String", "ID"].contains(name) && types(name)?.kind != .scalar else { return }
      reader.fail("answer: TEXT is a String, and the field is of type \(field.type)", at: reader.value("answer")?.location)
    case .none:
      guard field.type.isNonNull && (field.type.isList || name != "Boolean") else { return }
      reader.fail(
        "answer: NONE gives null, and the field of type \(field.type) cannot be null; make it nullable, or a Boolean, which is true",
        at: reader.value("answer")?.location)
    }
  }

  private mutating func resolveBody(_ template: Template, as encoding: BodyEncoding) -> BodyTemplate? {
    var resolver = resolver(encoding == .text ? .header : .body)
    do throws(TemplateError) {
      let parts = try resolver.resolve(template)
      inputs = resolver.inputs
      return try BodyTemplate(parts: parts, encoding: encoding)
    } catch {
      reader.fail("body", error)
      return nil
    }
  }

  private mutating func check(_ batch: BatchDirective, _ url: URLTemplate?, _ body: BodyTemplate?) {
    guard let key else {
      return reader.fail(
        object.map { "batch needs an @key on \"\($0.name)\", by which each item finds its object" }
          ?? "batch is not allowed on a root field, which is loaded once")
    }
    if batch.by.contains(where: \.steps.isEmpty) {
      reader.fail("batch: by has the empty path, which is the item itself; each item of a batch is an object that holds its key")
    }
    if reader.errors.isEmpty, batch.by.count != key.fields.count {
      reader.fail("batch: by needs one path for each field of the @key(fields: \"\(key.paths.joined(separator: " "))\"), in its order")
    }
    if inputs != key.fields.map({ .key($0) }) { reader.fail("with batch cannot use $this; a batch is for many objects") }
    if let field, Self.isScalar(field.type.namedType.value) || types(field.type.namedType.value)?.kind == .enumeration {
      reader.fail(
        "with batch cannot give \(field.type): each item of a batch is an object that holds its key; make it a field of that object")
    }
    checkKeyLocation(url, body, batch.encoding, key)
  }

  /// Checks that the keys of a batch are in one query parameter, or as JSON in the body.
  private mutating func checkKeyLocation(
    _ url: URLTemplate?, _ body: BodyTemplate?, _ encoding: BatchDirective.Encoding, _ key: EntityKey
  ) {
    guard let url else { return }
    if url.segments.contains(where: { $0.contains(where: \.isKeyed) }) {
      let placeholder = key.paths.map { "{$keys.\($0)}" }.joined(separator: ":")
      return reader.fail(
        "with batch cannot have $keys in the path; put them in the query, as in ?ids=\(placeholder)")
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
}
