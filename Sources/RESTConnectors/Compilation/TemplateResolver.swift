import GraphQLFederation
import GraphQLLanguage
import HTTPCore
import JSON

/// Resolves the placeholders of a template to variables, and checks them against the schema.
struct TemplateResolver {
  /// Where the text is sent, which decides how environment values are encoded.
  enum Location { case serviceURL, url, body, header }

  let environment: [String: String]
  let location: Location
  let allowed: Set<Template.Source>
  /// Whether the process verifies tokens. Without that, a claim is anything that a client writes.
  let verifiesTokens: Bool
  /// The field whose arguments a placeholder may name.
  var field: FieldDefinition?
  /// The object whose fields a placeholder may read, and the key that `$keys` means.
  var object: SubgraphType?
  var key: EntityKey?
  /// Finds the types of arguments and fields.
  var types: @Sendable (String) -> SubgraphType? = { _ in nil }
  /// The inputs of the loader. Placeholders add to them.
  var inputs: [ConnectorCatalog.FieldLoader.Input] = []
  /// The inputs whose values are lists.
  private(set) var listInputs: Set<Int> = []

  init(environment: [String: String], location: Location, allowed: Set<Template.Source>, verifiesTokens: Bool) {
    self.environment = environment
    self.verifiesTokens = verifiesTokens
    self.location = location
    self.allowed = allowed
  }

  mutating func resolve(_ template: Template) throws(TemplateError) -> [TemplatePart] {
    var parts: [TemplatePart] = []
    for piece in template.pieces {
      switch piece {
      case .text(let text): parts.append(.text(text))
      case .placeholder(let placeholder): parts.append(try resolve(placeholder))
      }
    }
    return parts
  }

  private mutating func resolve(_ placeholder: Template.Placeholder) throws(TemplateError) -> TemplatePart {
    if placeholder.source == .claims, !verifiesTokens { throw Self.claimsAreUnknown(placeholder) }
    guard allowed.contains(placeholder.source) else { throw TemplateError("$\(placeholder.source.rawValue) is not available here") }
    let steps = placeholder.path.steps.map { String(decoding: $0.name, as: UTF8.self) }
    switch placeholder.source {
    case .env:
      if let style = placeholder.style { throw TemplateError("$env is text, so \"|\(style.rawValue)\" has no meaning for it") }
      return .text(try environmentText(placeholder.path.description))
    case .claims:
      if let style = placeholder.style, style.shape != .list, style != .comma {
        throw TemplateError(
          "$claims.\(placeholder.path): a claim in a URL is a text or a list, so \"|\(style.rawValue)\" has no meaning for it")
      }
      return try styled(.claim(placeholder.path), placeholder)
    case .args:
      guard let name = steps.first, let argument = field?.arguments.first(where: { $0.name.value == name }) else {
        let near = Suggestion.list(for: steps.first ?? "", among: field?.arguments.map(\.name.value) ?? [])
        throw TemplateError("$args.\(placeholder.path): the field has no argument \"\(steps.first ?? "")\"", near: near)
      }
      return try styled(.argument(try leaf(of: placeholder, argument.type).path), placeholder)
    case .this:
      guard let first = steps.first, let field = object?.field(first) else {
        let near = Suggestion.list(for: steps.first ?? "", among: object?.fields.map(\.name.value) ?? [])
        throw TemplateError("$this.\(placeholder.path): \"\(object?.name ?? "?")\" has no such field in this file", near: near)
      }
      let type = try leaf(of: placeholder, field.type).type
      let index = input(.this(steps))
      if type.isList { listInputs.insert(index) }
      return try styled(.input(index), placeholder)
    case .keys:
      guard let key else { throw TemplateError("$keys needs an @key on \"\(object?.name ?? "?")\"") }
      if steps.isEmpty {
        guard location == .body else { throw TemplateError("{$keys} without a path is allowed only in a body") }
        for field in key.fields { _ = input(.key(field)) }
        return .variable(.wholeKey)
      }
      guard key.fields.contains(steps) else {
        throw TemplateError(
          "$keys.\(placeholder.path) is not in the @key(fields: \"\(key.paths.joined(separator: " "))\")",
          near: Suggestion.list(for: placeholder.path.description, among: key.paths))
      }
      if let style = placeholder.style, style != .raw {
        throw TemplateError("$keys.\(placeholder.path): a key is one value, so \"|\(style.rawValue)\" has no meaning for it")
      }
      return try styled(.input(input(.key(steps))), placeholder)
    }
  }

  private func styled(_ variable: TemplateVariable, _ placeholder: Template.Placeholder) throws(TemplateError) -> TemplatePart {
    guard let style = placeholder.style else { return .variable(variable) }
    guard location == .url else {
      let place = location == .body ? "A body holds its value as JSON" : "A header holds its value as text"
      throw TemplateError("$\(placeholder.source.rawValue).\(placeholder.path): \"|\(style.rawValue)\" is for a path or a query. \(place)")
    }
    return .styled(variable, style)
  }

  private mutating func input(_ input: ConnectorCatalog.FieldLoader.Input) -> Int {
    if let known = inputs.firstIndex(of: input) { return known }
    inputs.append(input)
    return inputs.count - 1
  }

  private func environmentText(_ name: String) throws(TemplateError) -> String {
    guard let value = environment[name], !value.isEmpty else {
      throw TemplateError("the environment has no \(name); set it, or give it under environment: in a file for --config")
    }
    switch location {
    // The template continues with a slash of its own.
    case .serviceURL: return value.hasSuffix("/") ? String(value.dropLast()) : value
    case .header: return value
    case .url: return PercentEncoding.encode(value)
    case .body: return JSONValue.string(value).text
    }
  }

  private static func claimsAreUnknown(_ placeholder: Template.Placeholder) -> TemplateError {
    TemplateError(
      "{$claims.\(placeholder.path)} cannot be filled, because this gateway does not verify tokens; set JWT_SECRET, JWT_PUBLIC_KEYS_FILE, "
        + "JWT_JWKS_FILE, JWT_JWKS_URL or JWT_ISSUERS, or pass the caller's token on with @service(forward: [\"authorization\"])")
  }

  // MARK: paths

  /// Follows a path of fields to its value, and checks that the value can be written at the template's location.
  ///
  /// - Parameter first: the type of the first step.
  /// - Returns: the type of the value, and its path in the service's JSON, whose names may differ from the schema's by `@json(path:)`.
  private func leaf(
    of placeholder: Template.Placeholder, _ first: TypeReference
  ) throws(TemplateError) -> (type: TypeReference, path: JSONPath) {
    let label = "$\(placeholder.source.rawValue).\(placeholder.path)"
    let steps = placeholder.path.steps
    var type = first
    var path = [JSONPath(steps: [steps[0]])]
    var isThroughLists = false
    for (index, step) in steps.enumerated().dropFirst() {
      let name = String(decoding: step.name, as: UTF8.self)
      if case .list(let element, _) = type.nullable {
        if step.index != nil, placeholder.source == .args {
          type = element
          path.append(JSONPath(steps: [step]))
          continue
        }
        // A path through a list gives the list of the values in its elements.
        isThroughLists = true
      }
      guard let current = types(type.namedType.value) else {
        throw TemplateError("\(label): \"\(name)\" is inside a value without fields")
      }
      // A custom scalar may hold anything.
      if current.kind == .scalar {
        type = .named(type.namedType)
        path.append(JSONPath(steps: Array(steps[index...])))
        break
      }
      guard let next = current.fieldType(name) else {
        let near = Suggestion.list(for: name, among: current.fieldNames)
        throw TemplateError("\(label): \"\(current.name)\" has no field \"\(name)\"", near: near)
      }
      path.append(current.inputPath(of: name))
      type = next
    }
    if isThroughLists { type = .list(type, type.namedType.location) }
    // A body holds any JSON.
    if location != .body { try checkText(of: type, placeholder, label) }
    return (type, JSONPath(joining: path))
  }

  /// Checks that a URL or a header can hold a value of the type.
  private func checkText(of type: TypeReference, _ placeholder: Template.Placeholder, _ label: String) throws(TemplateError) {
    let named = types(type.namedType.value)
    // A custom scalar may hold anything.
    let isAny = named?.kind == .scalar
    let isObject = named.map { $0.kind != .scalar && $0.kind != .enumeration } ?? false
    if let style = placeholder.style {
      let mark = "\"|\(style.rawValue)\""
      switch style.shape {
      case .list where !type.isList && !isAny: throw TemplateError("\(label) is of type \(type), and \(mark) writes a list")
      case .object where (!isObject || type.isList) && !isAny:
        throw TemplateError("\(label) is of type \(type), and \(mark) writes an object")
      case .text where isObject || type.isList: throw TemplateError("\(label) is of type \(type), and \(mark) writes one text")
      default: break
      }
      if style == .json || style.shape == .object || style == .comma && isObject && !type.isList { return }
    }
    if isObject {
      let example = named?.fieldNames.first.map { ", as in {\(label).\($0)}" } ?? ""
      let advice =
        type.isList
        ? "only a body can hold a list of objects, or a query as {\(label)|json}"
        : "name one of its fields\(example), or say how a query holds it, as in {\(label)|deep}"
      throw TemplateError("\(label) is of type \(type), and an object has no text for a URL or a header; \(advice)")
    }
    if case .list(let inner, _) = type.nullable, inner.isList {
      throw TemplateError(
        "\(label) is of type \(type), and a list of lists has no text for a URL or a header; only a body can hold it, or a query as {\(label)|json}"
      )
    }
  }
}

extension SubgraphType {
  /// The names of the fields of an object, interface or input object.
  fileprivate var fieldNames: [String] { kind == .input ? inputFields.map(\.name.value) : fields.map(\.name.value) }

  fileprivate func fieldType(_ name: String) -> TypeReference? {
    kind == .input ? inputFields.first { $0.name.value == name }?.type : field(name)?.type
  }

  /// Where an input field is in the JSON of its object.
  fileprivate func inputPath(of name: String) -> JSONPath {
    let directive = inputFields.first { $0.name.value == name }?.directives.first { $0.name.value == "json" }
    // A path with errors is reported where the input type is compiled.
    var errors: [CompositionError] = []
    return directive.flatMap { JSONDirective.path($0, file: file, &errors) } ?? JSONPath(member: name)
  }
}

extension TypeReference {
  /// Whether values are lists.
  var isList: Bool { if case .list = nullable { true } else { false } }
}
