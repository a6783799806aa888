import GraphQLExecution
import GraphQLLanguage

extension [Directive] {
  /// The `@cost` and `@listSize` of all files as one of each: the greatest weight and size, all arguments and fields.
  ///
  /// Source: Apollo's composition. A slicing argument is required if all files require it.
  var mergedCost: [Directive] {
    var merged: [Directive] = []
    if let weight { merged.append(Directive(name: "cost", arguments: [Argument(name: "weight", value: .int(weight))])) }
    if let size = listSize { merged.append(size.directive) }
    return merged
  }

  /// The greatest weight of `@cost`; nil without the directive.
  var weight: Int? {
    compactMap { $0.name.value == "cost" ? $0.value(of: "weight")?.intValue : nil }.max()
  }

  /// What all `@listSize` say together; nil without the directive.
  var listSize: CostRules.ListSize? {
    var merged: CostRules.ListSize?
    for directive in self where directive.name.value == "listSize" {
      let size = CostRules.ListSize(directive)
      guard var known = merged else {
        merged = size
        continue
      }
      known.assumedSize = [known.assumedSize, size.assumedSize].compactMap { $0 }.max()
      known.slicingArguments += size.slicingArguments.filter { !known.slicingArguments.contains($0) }
      known.sizedFields += size.sizedFields.filter { !known.sizedFields.contains($0) }
      known.requiresOneSlicingArgument = known.requiresOneSlicingArgument && size.requiresOneSlicingArgument
      merged = known
    }
    return merged
  }
}

extension CostRules.ListSize {
  fileprivate init(_ directive: Directive) {
    self.init(
      assumedSize: directive.value(of: "assumedSize")?.intValue,
      slicingArguments: directive.strings("slicingArguments").map { $0.split(separator: ".").map(String.init) },
      sizedFields: directive.strings("sizedFields"),
      requiresOneSlicingArgument: directive.value(of: "requireOneSlicingArgument")?.booleanValue ?? true)
  }

  fileprivate var directive: Directive {
    var arguments: [Argument] = []
    func add(_ name: String, _ value: Value) { arguments.append(Argument(name: Name(name), value: value)) }
    if let assumedSize { add("assumedSize", .int(assumedSize)) }
    if !slicingArguments.isEmpty { add("slicingArguments", .list(slicingArguments.map { .string($0.joined(separator: ".")) })) }
    if !sizedFields.isEmpty { add("sizedFields", .list(sizedFields.map { .string($0) })) }
    if !requiresOneSlicingArgument { add("requireOneSlicingArgument", .boolean(false)) }
    return Directive(name: "listSize", arguments: arguments)
  }
}

extension Directive {
  fileprivate func strings(_ argument: String) -> [String] {
    guard case .list(let values)? = value(of: argument)?.content else { return [] }
    return values.compactMap(\.stringValue)
  }
}

extension CostRules {
  /// The rules of the merged types. A field of an object type without rules of its own has those of the field of its interfaces.
  init(_ supergraph: Supergraph) {
    self.init()
    var interfaces: [String: InterfaceTypeDefinition] = [:]
    for case .type(.interface(let type)) in supergraph.merged.definitions { interfaces[type.name.value] = type }
    for case .type(let type) in supergraph.merged.definitions {
      let name = type.name.value
      if let weight = type.directives.weight { types[name] = weight }
      switch type {
      case .object(let object):
        for field in object.fields { add(field, of: name, object.interfaces.compactMap { interfaces[$0.value] }) }
      case .inputObject(let input):
        for field in input.fields { if let weight = field.directives.weight { inputFields[Coordinate(name, field.name.value)] = weight } }
      default: continue
      }
    }
  }

  private mutating func add(_ field: FieldDefinition, of type: String, _ interfaces: [InterfaceTypeDefinition]) {
    let coordinate = Coordinate(type, field.name.value)
    let inherited = interfaces.compactMap { $0.fields.first { $0.name.value == field.name.value } }
    fields[coordinate] = field.directives.weight ?? inherited.compactMap(\.directives.weight).max()
    listSizes[coordinate] = field.directives.listSize ?? inherited.flatMap(\.directives).listSize
    for argument in field.arguments {
      if let weight = argument.directives.weight { arguments[ArgumentCoordinate(coordinate, argument.name.value)] = weight }
    }
  }
}

/// Checks the uses of `@cost` and `@listSize` in a file.
enum CostChecks {
  static func errors(in subgraph: Subgraph) -> [CompositionError] {
    var errors: [CompositionError] = []
    func fail(_ message: String, _ code: CompositionCode, _ type: SubgraphType, _ location: SourceLocation) {
      errors.append(CompositionError(message, code: code, at: SourcePosition(file: type.file, location: location)))
    }
    func checkWeight(_ directives: [Directive], _ type: SubgraphType) {
      guard let directive = directives.first(named: "cost"), let weight = directives.weight, weight < 0 else { return }
      fail("@cost weight must be 0 or more, not \(weight).", .invalidCostWeight, type, directive.location)
    }
    for type in subgraph.typeNames.compactMap({ subgraph.types[$0] }) {
      checkWeight(type.directives, type)
      for field in type.inputFields { checkWeight(field.directives, type) }
      for field in type.fields {
        checkWeight(field.directives, type)
        for argument in field.arguments { checkWeight(argument.directives, type) }
        guard let directive = field.directives.first(named: "listSize"), let size = field.directives.listSize else { continue }
        for (message, code) in problems(of: size, at: field, of: type, in: subgraph) { fail(message, code, type, directive.location) }
      }
    }
    return errors
  }

  private static func problems(
    of size: CostRules.ListSize, at field: FieldDefinition, of type: SubgraphType, in subgraph: Subgraph
  ) -> [(String, CompositionCode)] {
    let coordinate = "\(type.name).\(field.name)"
    var problems: [(String, CompositionCode)] = []
    if let assumed = size.assumedSize, assumed < 0 {
      problems.append(("@listSize assumedSize must be 0 or more, not \(assumed).", .listSizeInvalidAssumedSize))
    }
    for path in size.slicingArguments where !isNumber(path, of: field, in: subgraph) {
      problems.append(
        (
          "@listSize slicingArguments: \"\(coordinate)\" has no argument \"\(path.joined(separator: "."))\" of the type Int.",
          .listSizeInvalidSlicingArgument
        ))
    }
    if size.sizedFields.isEmpty, !field.type.isList {
      problems.append(
        ("@listSize: \"\(coordinate)\" is not a list; name the lists of its object in sizedFields.", .listSizeAppliedToNonList))
    }
    let inner = subgraph.types[field.type.namedType.value]
    for name in size.sizedFields where inner?.field(name)?.type.isList != true {
      problems.append(
        (
          "@listSize sizedFields: \"\(field.type.namedType)\" has no list \"\(name)\"; name fields of it that are lists.",
          .listSizeInvalidSizedField
        ))
    }
    return problems
  }

  /// Whether a path leads to an Int: an argument, or a field of an input object in it.
  private static func isNumber(_ path: [String], of field: FieldDefinition, in subgraph: Subgraph) -> Bool {
    var values = field.arguments
    for (index, name) in path.enumerated() {
      guard let value = values.first(where: { $0.name.value == name }) else { return false }
      if index == path.count - 1 { return !value.type.isList && value.type.namedType.value == "Int" }
      values = subgraph.types[value.type.namedType.value]?.inputFields ?? []
    }
    return false
  }
}
