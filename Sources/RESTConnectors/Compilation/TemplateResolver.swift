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
  /// The field whose arguments a placeholder may name.
  var field: FieldDefinition?
  /// The object whose fields a placeholder may read, and the key that `$keys` means.
  var object: SubgraphType?
  var key: EntityKey?
  /// Finds the types of arguments.
  var types: @Sendable (String) -> SubgraphType? = { _ in nil }
  /// The inputs of the loader. Placeholders add to them.
  var inputs: [ConnectorCatalog.FieldLoader.Input] = []

  init(environment: [String: String], location: Location, allowed: Set<Template.Source>) {
    self.environment = environment
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
    guard allowed.contains(placeholder.source) else { throw TemplateError("$\(placeholder.source.rawValue) is not available here") }
    let steps = placeholder.path.steps.map { String(decoding: $0.name, as: UTF8.self) }
    switch placeholder.source {
    case .env: return .text(try environmentText(placeholder.path.description))
    case .claims: return .variable(.claim(placeholder.path))
    case .args:
      try checkArgument(steps)
      return .variable(.argument(placeholder.path))
    case .this:
      guard let first = steps.first, object?.field(first) != nil else {
        let near = Suggestion.list(for: steps.first ?? "", among: object?.fields.map(\.name.value) ?? [])
        throw TemplateError("$this.\(placeholder.path): \"\(object?.name ?? "?")\" has no such field in this file", near: near)
      }
      return .variable(.input(input(.this(steps))))
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
      return .variable(.input(input(.key(steps))))
    }
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

  private func checkArgument(_ steps: [String]) throws(TemplateError) {
    guard let name = steps.first, let argument = field?.arguments.first(where: { $0.name.value == name }) else {
      let near = Suggestion.list(for: steps.first ?? "", among: field?.arguments.map(\.name.value) ?? [])
      throw TemplateError("$args.\(steps.joined(separator: ".")): the field has no argument \"\(steps.first ?? "")\"", near: near)
    }
    var type = types(argument.type.namedType.value)
    for step in steps.dropFirst() {
      guard let current = type else {
        throw TemplateError("$args.\(steps.joined(separator: ".")): \"\(step)\" is inside a value without fields")
      }
      // A custom scalar may hold anything.
      if current.kind == .scalar { return }
      guard let field = current.inputFields.first(where: { $0.name.value == step }) else {
        let near = Suggestion.list(for: step, among: current.inputFields.map(\.name.value))
        throw TemplateError("$args.\(steps.joined(separator: ".")): \"\(current.name)\" has no field \"\(step)\"", near: near)
      }
      type = types(field.type.namedType.value)
    }
  }
}
