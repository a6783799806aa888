import GraphQLLanguage

extension TypeMerge {
  /// An argument or input field of one subgraph.
  private struct ValuePart {
    let file: String
    let value: InputValueDefinition

    var position: SourcePosition { SourcePosition(file: file, location: value.location) }
  }

  /// The error codes for one kind of input.
  private struct ValueRules {
    let type: CompositionCode
    let defaults: CompositionCode
    let missing: CompositionCode
  }

  private static let argumentRules = ValueRules(
    type: .argumentTypeMismatch, defaults: .argumentDefaultMismatch, missing: .requiredArgumentMissing)
  private static let fieldRules = ValueRules(
    type: .fieldTypeMismatch, defaults: .inputFieldDefaultMismatch, missing: .requiredInputFieldMissing)

  /// The arguments that all subgraphs accept, because any of them may receive a request.
  mutating func mergeArguments(_ parts: [FieldPart], _ coordinate: String) -> [InputValueDefinition] {
    Self.ordered(parts.map { $0.field.arguments.map(\.name.value) }).compactMap { name in
      let found = parts.compactMap { part in
        part.field.arguments.first { $0.name.value == name }.map { ValuePart(file: part.type.file, value: $0) }
      }
      let without = parts.first { part in !part.field.arguments.contains { $0.name.value == name } }
      return merge(found, "\(coordinate)(\(name):)", without: without?.position, Self.argumentRules)
    }
  }

  /// The input fields that all subgraphs accept.
  mutating func mergeInputFields(_ parts: [Part]) -> [InputValueDefinition] {
    guard let first = parts.first?.type else { return [] }
    let fields = Self.ordered(parts.map { $0.type.inputFields.map(\.name.value) }).compactMap { name -> InputValueDefinition? in
      let found = parts.compactMap { part in
        part.type.inputFields.first { $0.name.value == name }.map { ValuePart(file: part.type.file, value: $0) }
      }
      let without = parts.first { part in !part.type.inputFields.contains { $0.name.value == name } }
      return merge(found, "\(first.name).\(name)", without: without?.type.position, Self.fieldRules)
    }
    if fields.isEmpty, parts.contains(where: { !$0.type.inputFields.isEmpty }) {
      errors.append(
        CompositionError(
          "The files have no field of the input \"\(first.name)\" in common; each field that clients send must be in every file.",
          code: .emptyMergedInputType, positions: parts.map(\.type.position)))
    }
    return fields
  }

  /// Nil when a subgraph does not have the value.
  private mutating func merge(
    _ parts: [ValuePart], _ coordinate: String, without: SourcePosition?, _ rules: ValueRules
  ) -> InputValueDefinition? {
    guard let first = parts.first else { return nil }
    if let without {
      if let required = parts.first(where: { $0.value.type.isNonNull && $0.value.defaultValue == nil }) {
        errors.append(
          CompositionError(
            "\"\(coordinate)\" is required in \(required.file) and missing in another file; add it there, or make it optional.",
            code: rules.missing, at: required.position, without))
      }
      return nil
    }
    let type = subtypes.narrowest(parts.map(\.value.type))
    if type == nil {
      let words = parts.map { "\($0.value.type) in \($0.file)" }.joined(separator: ", ")
      errors.append(
        CompositionError(
          "\"\(coordinate)\" is \(words); one of the types must fit into the others.", code: rules.type, positions: parts.map(\.position)))
    }
    let given = parts.compactMap { part in part.value.defaultValue.map { (part, Printer.text(of: $0)) } }
    if let (other, text) = given.first(where: { $0.1 != given[0].1 }) {
      errors.append(
        CompositionError(
          "\"\(coordinate)\" is \(given[0].1) by default in \(given[0].0.file) and \(text) in \(other.file); use one default.",
          code: rules.defaults, at: given[0].0.position, other.position))
    }
    return InputValueDefinition(
      description: parts.lazy.compactMap(\.value.description).first, name: Name(first.value.name.value),
      type: (type ?? first.value.type).plain, defaultValue: given.first?.0.value.defaultValue,
      directives: Self.kept(parts.flatMap(\.value.directives)))
  }
}
