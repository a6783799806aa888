import GraphQLLanguage
import GraphQLSchema
import JSON

/// The static cost of an operation: a bound on the weights of what it can return, and the weights of what it sends.
///
/// A field costs the weight of its value, for each item if that is a list, with the cost of what is selected from it, and the cost of its
/// arguments. The weight is that of `@cost` at the field, else at the type of its value; without both it is 1 for an object and 0 for a leaf. Of
/// an interface or union, the object type with the greatest cost counts. Input objects that are sent weigh 1. Selections with `@skip` or
/// `@include` count. What is inside `__schema` and `__type` does not.
///
/// The length of a list is what `@listSize` says. A list without it counts as one item.
struct OperationCost: Sendable {
  private let term: CostTerm
  /// The checks of fields whose slicing arguments are literals, and of the others.
  private let constantChecks: [SlicingCheck]
  private let checks: [SlicingCheck]

  init(_ root: ObjectPlan, rules: CostRules, schema: Schema) {
    var building = CostBuilding(rules: rules, schema: schema)
    term = building.cost(of: root)
    constantChecks = building.checks.filter { !$0.dependsOnVariables }
    checks = building.checks.filter(\.dependsOnVariables)
  }

  func value(_ variables: VariableValues) -> Int { term.value(variables) }

  /// - Parameter variables: nil to check what does not depend on variables.
  func checkSlicing(_ variables: VariableValues?) throws(GraphQLError) {
    guard let variables else {
      for check in constantChecks { try check.check(VariableValues()) }
      return
    }
    for check in checks { try check.check(variables) }
  }
}

/// The rule `requireOneSlicingArgument` for one field.
private struct SlicingCheck: Sendable {
  let coordinate: String
  let location: SourceLocation
  let names: [String]
  /// The number of arguments that the operation gives as literals.
  let literals: Int
  /// The variables of the others.
  let variables: [String]
  /// Whether an argument has a default, which says the length when none is given.
  let hasDefault: Bool

  var dependsOnVariables: Bool { !variables.isEmpty }

  func check(_ values: VariableValues) throws(GraphQLError) {
    let given = literals + variables.count { values[$0].map { $0 != .null } ?? false }
    guard given != 1, given > 0 || !hasDefault else { return }
    let list = names.map { "\"\($0)\"" }.joined(separator: ", ")
    throw GraphQLError(
      names.count == 1
        ? "\"\(coordinate)\" needs the argument \(list), which says how many items are asked for."
        : "\"\(coordinate)\" needs exactly one of the arguments \(list), which say how many items are asked for; \(given) are given.",
      locations: location.isKnown ? [location] : [])
  }
}

/// Builds the cost from a plan. Plans of objects are shared, so each is visited once for each length that its lists can have.
private struct CostBuilding {
  /// The length of lists that are fields of an object, as a field that holds the object says it.
  private struct Sized: Hashable {
    let length: ListLength
    /// The names of the lists.
    let fields: [String]
  }

  private struct Visit: Hashable {
    let object: Int
    let sized: Sized?
  }

  private let rules: CostRules
  private let schema: Schema
  private var known: [Visit: CostTerm] = [:]
  private(set) var checks: [SlicingCheck] = []

  init(rules: CostRules, schema: Schema) {
    self.rules = rules
    self.schema = schema
  }

  mutating func cost(of object: ObjectPlan) -> CostTerm { cost(of: object, sized: nil) }

  private mutating func cost(of object: ObjectPlan, sized: Sized?) -> CostTerm {
    let visit = Visit(object: object.id, sized: sized)
    if let known = known[visit] { return known }
    let cost = CostTerm.total(object.fields.map { self.cost(of: $0, sized) })
    known[visit] = cost
    return cost
  }

  private mutating func cost(of field: FieldPlan, _ sized: Sized?) -> CostTerm {
    guard !field.name.hasPrefix("__") else { return .zero }
    let coordinate = CostRules.Coordinate(field.parentType, field.name)
    let rule = rules.listSizes[coordinate]
    let own = length(of: field, rule)
    if let rule, rule.requiresOneSlicingArgument { addCheck(rule, field) }
    let isList = field.type.isList
    let isSized = sized?.fields.contains(field.name) == true
    let length = (rule?.sizedFields.isEmpty == true ? own : nil) ?? (isSized ? sized?.length : nil)
    var below: Sized?
    if let own, let rule, !rule.sizedFields.isEmpty { below = Sized(length: own, fields: rule.sizedFields) }
    var each = item(of: field, weight: rules.fields[coordinate], below)
    if isList, let length { each = .product(length, each) }
    return .total([each, arguments(of: field, coordinate)])
  }

  /// The cost of one value of a field, or of one item of its list.
  private mutating func item(of field: FieldPlan, weight: Int?, _ sized: Sized?) -> CostTerm {
    guard let selection = field.selection else {
      return .constant(weight ?? rules.types[field.definition.type.namedType.value, default: 0])
    }
    let variants = selection.variants.map { variant -> CostTerm in
      let own = weight ?? rules.types[variant.typeName, default: 1]
      return .total([.constant(own), cost(of: variant, sized: sized)])
    }
    return .most(variants)
  }

  // MARK: lengths

  /// The length that a field's directive says; nil when it says none.
  private func length(of field: FieldPlan, _ rule: CostRules.ListSize?) -> ListLength? {
    guard let rule else { return nil }
    let sources = rule.slicingArguments.compactMap { source(of: $0, field) }
    guard !sources.isEmpty || rule.assumedSize != nil else { return nil }
    return ListLength(sources: sources, assumed: rule.assumedSize ?? 1)
  }

  /// The number that an argument gives; nil when it is neither given nor has a default.
  private func source(of path: [String], _ field: FieldPlan) -> ListLength.Source? {
    guard let name = path.first, let definition = field.definition.arguments.first(where: { $0.name.value == name }) else { return nil }
    let rest = Array(path.dropFirst())
    let preset = definition.defaultValue.flatMap { Self.number(in: $0, rest) }
    guard let given = field.arguments.field.arguments.first(where: { $0.name.value == name })?.value else {
      return preset.map { .constant($0) }
    }
    return source(in: given, rest, preset)
  }

  private func source(in value: Value, _ path: [String], _ preset: Int?) -> ListLength.Source? {
    if case .variable(let name) = value.content { return .variable(name, path: path, preset: preset) }
    guard let first = path.first else { return value.intValue.map { .constant($0) } }
    return value[first].flatMap { source(in: $0, Array(path.dropFirst()), nil) }
  }

  private static func number(in value: Value, _ path: [String]) -> Int? {
    guard let first = path.first else { return value.intValue }
    return value[first].flatMap { number(in: $0, Array(path.dropFirst())) }
  }

  private mutating func addCheck(_ rule: CostRules.ListSize, _ field: FieldPlan) {
    guard !rule.slicingArguments.isEmpty else { return }
    var literals = 0
    var variables: [String] = []
    var hasDefault = false
    for path in rule.slicingArguments {
      guard let name = path.first else { continue }
      let given = field.arguments.field.arguments.first { $0.name.value == name }?.value
      let preset = field.definition.arguments.first { $0.name.value == name }?.defaultValue
      hasDefault = hasDefault || preset.map { !$0.isNull } ?? false
      switch given?.content {
      case nil, .null: continue
      case .variable(let variable): variables.append(variable)
      default: literals += 1
      }
    }
    let check = SlicingCheck(
      coordinate: field.coordinate, location: field.locations.first ?? .unknown,
      names: rule.slicingArguments.map { $0.joined(separator: ".") }, literals: literals, variables: variables,
      hasDefault: hasDefault)
    checks.append(check)
  }

  // MARK: arguments

  private func arguments(of field: FieldPlan, _ coordinate: CostRules.Coordinate) -> CostTerm {
    .total(
      field.arguments.field.arguments.compactMap { argument in
        guard let definition = field.definition.arguments.first(where: { $0.name.value == argument.name.value }) else { return nil }
        return input(argument.value, definition.type, weight: rules.arguments[.init(coordinate, argument.name.value)])
      })
  }

  /// - Parameter weight: what is written at the argument or input field. It replaces the weight of the type.
  private func input(_ value: Value, _ type: TypeReference, weight: Int?) -> CostTerm {
    weight.map { .total([.constant($0), input(value, type, countsOwnWeight: false)]) } ?? input(value, type, countsOwnWeight: true)
  }

  private func input(_ value: Value, _ type: TypeReference, countsOwnWeight: Bool) -> CostTerm {
    let name = type.namedType.value
    var object: InputObjectType?
    if case .inputObject(let input) = schema.type(name) { object = input }
    switch value.content {
    case .null: return .zero
    case .list(let values): return .total(values.map { input($0, type, countsOwnWeight: countsOwnWeight) })
    case .variable(let variable):
      guard object != nil || countsOwnWeight && rules.types[name, default: 0] > 0 else { return .zero }
      return .input(variable: variable, InputWeights(type: type, countsOwnWeight: countsOwnWeight, rules: rules, schema: schema))
    case .object(let fields):
      guard let object else { break }
      let own = CostTerm.constant(countsOwnWeight ? rules.types[name, default: 1] : 0)
      return .total(
        [own]
          + fields.compactMap { field in
            guard let definition = object.field(field.name.value) else { return nil }
            return input(field.value, definition.type, weight: rules.inputFields[.init(name, field.name.value)])
          })
    default: break
    }
    return .constant(countsOwnWeight ? rules.types[name, default: 0] : 0)
  }
}
