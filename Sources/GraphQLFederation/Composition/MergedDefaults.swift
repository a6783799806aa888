import GraphQLLanguage

/// Checks the defaults of arguments and input fields against the merged types.
///
/// An enum that clients send has only the values, and an input only the fields, that all files have. A default of one file can thus use what
/// merging has removed.
struct MergedDefaults {
  private let subgraphs: [Subgraph]
  private var enums: [String: Set<String>] = [:]
  private var inputs: [String: [InputValueDefinition]] = [:]
  private var errors: [CompositionError] = []

  static func errors(in merged: Document, _ subgraphs: [Subgraph]) -> [CompositionError] {
    var defaults = MergedDefaults(merged, subgraphs)
    for case .type(let type) in merged.definitions { defaults.check(type) }
    return defaults.errors
  }

  private init(_ merged: Document, _ subgraphs: [Subgraph]) {
    self.subgraphs = subgraphs
    for case .type(let type) in merged.definitions {
      switch type {
      case .enumeration(let node): enums[node.name.value] = Set(node.values.map(\.name.value))
      case .inputObject(let node): inputs[node.name.value] = node.fields
      default: continue
      }
    }
  }

  private mutating func check(_ type: TypeDefinition) {
    let name = type.name.value
    switch type {
    case .object(let node): check(node.fields, of: name)
    case .interface(let node): check(node.fields, of: name)
    case .inputObject(let node):
      for field in node.fields {
        check(field, "\(name).\(field.name)") { $0.types[name]?.inputFields.first { $0.name.value == field.name.value } }
      }
    default: return
    }
  }

  private mutating func check(_ fields: [FieldDefinition], of type: String) {
    for field in fields {
      for argument in field.arguments {
        check(argument, "\(type).\(field.name)(\(argument.name):)") {
          $0.types[type]?.field(field.name.value)?.arguments.first { $0.name.value == argument.name.value }
        }
      }
    }
  }

  private mutating func check(
    _ value: InputValueDefinition, _ coordinate: String, in definition: (Subgraph) -> InputValueDefinition?
  ) {
    guard let literal = value.defaultValue, let problem = problem(literal, value.type) else { return }
    let position = subgraphs.compactMap { subgraph in
      definition(subgraph)?.defaultValue.map { subgraph.position($0.location) }
    }.first
    let text = Printer.text(of: literal)
    errors.append(
      CompositionError(
        "\"\(coordinate)\" is \(text) by default, \(problem.words); take another default, or \(problem.advice).", code: .invalidGraphQL,
        positions: [position].compactMap(\.self) + problem.positions))
  }

  private struct Problem {
    let words: String
    let advice: String
    let positions: [SourcePosition]
  }

  /// The first part of a literal that the merged types do not have.
  private func problem(_ literal: Value, _ type: TypeReference) -> Problem? {
    switch (type.nullable, literal.content) {
    case (.list(let inner, _), .list(let elements)): return elements.lazy.compactMap { problem($0, inner) }.first
    case (.list(let inner, _), _): return problem(literal, inner)
    case (.named(let name), .enumeration(let value)):
      guard let values = enums[name.value], !values.contains(value) else { return nil }
      let without = definitions(of: name.value).filter { !$0.values.contains { $0.name.value == value } }
      return missing("\(name).\(value)", "value", without)
    case (.named(let name), .object(let fields)):
      guard let known = inputs[name.value] else { return nil }
      for field in fields {
        guard let definition = known.first(where: { $0.name.value == field.name.value }) else {
          let without = definitions(of: name.value).filter { !$0.inputFields.contains { $0.name.value == field.name.value } }
          return missing("\(name).\(field.name)", "field", without)
        }
        if let problem = problem(field.value, definition.type) { return problem }
      }
      guard let required = known.first(where: { $0.type.isNonNull && $0.defaultValue == nil && literal[$0.name.value] == nil }) else {
        return nil
      }
      let having = definitions(of: name.value).compactMap { part in
        part.inputFields.first { $0.name.value == required.name.value && $0.type.isNonNull && $0.defaultValue == nil }
          .map { SourcePosition(file: part.file, location: $0.location) }
      }
      return Problem(
        words: "which lacks \"\(name).\(required.name)\", and that is required", advice: "make the field optional", positions: having)
    default: return nil
    }
  }

  private func definitions(of type: String) -> [SubgraphType] { subgraphs.compactMap { $0.types[type] } }

  private func missing(_ coordinate: String, _ noun: String, _ without: [SubgraphType]) -> Problem {
    let files = without.map(\.file).joined(separator: ", ")
    return Problem(
      words:
        "but \(files) \(without.count == 1 ? "has" : "have") no \"\(coordinate)\", so that clients cannot send that \(noun)",
      advice: "add the \(noun) there", positions: without.map(\.position))
  }
}
