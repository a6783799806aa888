/// Makes valid queries over the whole graph: every root field, entities nested in each other, aliases, arguments as literals, variables
/// and defaults, fragments, inline fragments, `@skip` and `@include`.
struct QueryGenerator {
  /// The identifiers to use: existing, deleted, unknown and invalid ones.
  struct Identifiers: Sendable {
    var users: [String] = []
    var orders: [String] = []
    var payments: [String] = []
    let others = ["01999999-0000-7000-8000-000000000000", "no-id", "a/b?c=d&e", "", "..", "ä ö"]
  }

  /// A position in the response.
  struct Position {
    let type: String
    /// The maximum number of objects here.
    var count = 1
    /// The number of items of the page here.
    var pageSize = 20
    var depth = 0
  }

  static let mostObjects = 400
  private static let deepest = 9

  var random: SeededGenerator
  let identifiers: Identifiers
  private(set) var variables: [RandomVariable] = []
  private var fragments: [String: RandomQuery.Fragment] = [:]
  private var nextName = 0
  /// The number of selections that may still be added, except required ones.
  private var remaining: Int

  init(seed: UInt64, identifiers: Identifiers) {
    random = SeededGenerator(seed: seed)
    self.identifiers = identifiers
    remaining = random.pick([5, 15, 30, 60, 100])
  }

  mutating func query() -> RandomQuery {
    let selections = selections(Position(type: "Query"), ResponseShape())
    return RandomQuery(selections: selections, fragments: Array(fragments.values), variables: variables)
  }

  // MARK: selections

  private mutating func selections(_ position: Position, _ shape: ResponseShape) -> [Selection] {
    var chosen: [Selection] = []
    let wanted = Int.random(in: 1...(position.type == "Query" ? 4 : 6), using: &random)
    while chosen.count < wanted, remaining > 0 || chosen.isEmpty {
      remaining -= 1
      guard let selection = selection(position, shape) else { break }
      shape.add([selection], fragments)
      chosen.append(selection)
    }
    if chosen.isEmpty {
      let fallback = Selection.field(
        FieldSelection(alias: newName("t"), field: GraphModel.typename, arguments: [], inclusions: [], selections: []))
      shape.add([fallback], fragments)
      return [fallback]
    }
    return chosen
  }

  private mutating func selection(_ position: Position, _ shape: ResponseShape) -> Selection? {
    var position = position
    let kind = Int.random(in: 0..<100, using: &random)
    if kind < 8, remaining > 0, position.depth < Self.deepest {
      position.depth += 1
      let inner = selections(position, ResponseShape())
      let type = random.chance(70) ? position.type : nil
      let selection = Selection.inline(type: type, inclusions(), inner)
      if shape.accepts([selection], fragments) { return selection }
    } else if kind < 18, remaining > 0, position.depth < Self.deepest, let name = fragment(for: position) {
      let selection = Selection.spread(name: name, inclusions())
      if shape.accepts([selection], fragments) { return selection }
    }
    return field(position, shape).map { .field($0) }
  }

  /// The name of a fragment to spread here: an existing or a new one.
  private mutating func fragment(for position: Position) -> String? {
    // An existing fragment may select lists that are too long for this position.
    let known = fragments.values.filter { $0.type == position.type && position.count == 1 && position.depth < 3 }.map(\.name).sorted()
    if !known.isEmpty, random.chance(50) { return random.pick(known) }
    var inner = position
    inner.depth += 1
    let selections = selections(inner, ResponseShape())
    let name = newName("F")
    fragments[name] = RandomQuery.Fragment(name: name, type: position.type, selections: selections)
    return name
  }

  private mutating func field(_ position: Position, _ shape: ResponseShape) -> FieldSelection? {
    var fields = GraphModel.types[position.type] ?? []
    // Limits the depth.
    if position.depth >= Self.deepest || remaining <= 0 { fields = fields.filter { GraphModel.types[$0.type.name] == nil } }
    if random.chance(6) || fields.isEmpty { fields = [GraphModel.typename] }
    let composites = fields.filter { GraphModel.types[$0.type.name] != nil }
    let field = !composites.isEmpty && random.chance(50) ? random.pick(composites) : random.pick(fields)
    guard var below = position.below(field, nil) else { return nil }
    var arguments: [(name: String, value: Input)] = []
    for argument in field.arguments {
      if let value = input(for: argument, at: position) { arguments.append((argument.name, value)) }
    }
    below = position.below(field, slicing(field, arguments)) ?? below
    var selections: [Selection] = []
    if GraphModel.types[field.type.name] != nil {
      guard below.count <= Self.mostObjects else { return nil }
      selections = self.selections(below, ResponseShape())
    }
    var selection = FieldSelection(
      alias: random.chance(20) ? newName("a") : nil, field: field, arguments: arguments, inclusions: inclusions(), selections: selections)
    if !shape.accepts([.field(selection)], fragments) { selection.alias = newName("a") }
    return selection
  }

  private func slicing(_ field: GraphModel.Field, _ arguments: [(name: String, value: Input)]) -> Int? {
    guard let argument = field.arguments.first(where: { ["limit", "first"].contains($0.name) }) else { return nil }
    let known = Dictionary(uniqueKeysWithValues: variables.map { ($0.name, $0) })
    guard case .value(.int(let number)) = argument.coerced(arguments.first { $0.name == argument.name }?.value, known) else { return nil }
    return (1...100).contains(number) ? number : 1
  }

  // MARK: arguments

  private mutating func input(for argument: GraphModel.Argument, at position: Position) -> Input? {
    let fitting = Self.mostObjects / max(position.count, 1)
    var candidates: [Input] = []
    switch argument.type.name {
    case "Int" where argument.name == "offset": candidates = (random.chance(6) ? [1000, -1] : [0, 0, 1, 2, 7]).map { .int($0) }
    case "Int":
      candidates = [1, 1, 2, 2, 3, 5, 10, 20, 60, 100].filter { $0 <= fitting }.map { .int($0) }
      if random.chance(2) { candidates = [.int(0), .int(101)] }
      if candidates.isEmpty { candidates = [.int(1)] }
    case "ID": candidates = identifiers(for: argument, of: position).map { .text($0) } + [.int(42)]
    default: candidates = (GraphModel.enumerations[argument.type.name] ?? []).map { .choice($0) }
    }
    let isOptional = !argument.type.isNonNull || argument.standard != nil
    let mayBeLeftOut = isOptional && (argument.name != "first" && argument.name != "limit" || fitting >= 20)
    if mayBeLeftOut, random.chance(45) { return nil }
    if !argument.type.isNonNull, random.chance(8) { return .null }
    let value = random.pick(candidates)
    guard random.chance(35) else { return value }
    return .variable(variable(for: argument, value, among: candidates, mayBeLeftOut: mayBeLeftOut))
  }

  private mutating func identifiers(for argument: GraphModel.Argument, of position: Position) -> [String] {
    if random.chance(argument.name == "userId" ? 4 : 12) { return identifiers.others }
    switch argument.name {
    case "userId": return identifiers.users
    case "orderId": return identifiers.orders
    default: return identifiers.users + identifiers.orders + identifiers.payments
    }
  }

  /// A variable with the value, an existing variable with another valid value, or a variable without a value if the argument allows it.
  private mutating func variable(
    for argument: GraphModel.Argument, _ value: Input, among candidates: [Input], mayBeLeftOut: Bool
  ) -> String {
    let fitting = variables.filter { known in known.type == argument.type.text && known.value.map { candidates.contains($0) } == true }
    if !fitting.isEmpty, random.chance(40) { return random.pick(fitting).name }
    let nullable = argument.type.name
    let name = newName("v")
    switch Int.random(in: 0..<10, using: &random) {
    case 0 where mayBeLeftOut: variables.append(RandomVariable(name: name, type: nullable))
    case 1 where mayBeLeftOut && (!argument.type.isNonNull || random.chance(20)):
      variables.append(RandomVariable(name: name, type: nullable, given: .null))
    case 2, 3: variables.append(RandomVariable(name: name, type: argument.type.text, standard: value))
    case 4: variables.append(RandomVariable(name: name, type: argument.type.text, standard: random.pick(candidates), given: value))
    case 5: variables.append(RandomVariable(name: name, type: nullable, standard: value))
    case 6 where !argument.type.isNonNull || random.chance(20):
      variables.append(RandomVariable(name: name, type: nullable, standard: value, given: .null))
    default: variables.append(RandomVariable(name: name, type: argument.type.text, given: value))
    }
    return name
  }

  private mutating func inclusions() -> [Inclusion] {
    guard random.chance(12) else { return [] }
    var both = [true, false]
    both.shuffle(using: &random)
    return both.prefix(random.chance(20) ? 2 : 1).map { Inclusion(isSkip: $0, condition: condition(of: $0)) }
  }

  private mutating func condition(of isSkip: Bool) -> Input {
    let truth = random.chance(70) != isSkip
    guard random.chance(60) else { return .bool(truth) }
    let known = variables.filter { $0.type.hasPrefix("Boolean") }
    if !known.isEmpty, random.chance(50) { return .variable(random.pick(known).name) }
    let name = newName("v")
    variables.append(
      random.chance(30)
        ? RandomVariable(name: name, type: "Boolean", standard: .bool(truth), given: random.chance(50) ? .bool(!truth) : nil)
        : RandomVariable(name: name, type: "Boolean!", given: .bool(truth)))
    return .variable(name)
  }

  private mutating func newName(_ prefix: String) -> String {
    nextName += 1
    return "\(prefix)\(nextName)"
  }
}

extension QueryGenerator.Position {
  /// The position of a field's objects; nil if there would be too many.
  fileprivate func below(_ field: GraphModel.Field, _ slice: Int?) -> QueryGenerator.Position? {
    var below = QueryGenerator.Position(type: field.type.name, count: count, depth: depth + 1)
    switch (type, field.name) {
    case ("User", "orders"): below.count = count * min(slice ?? 1, 25)
    case ("Order", "items"): below.count = count * 2
    case (_, "data"): below.count = count * pageSize
    default: below.pageSize = slice ?? 20
    }
    return below.count <= QueryGenerator.mostObjects ? below : nil
  }
}

extension GraphModel.Argument {
  /// The value of an argument when the field is resolved.
  enum Coerced: Equatable {
    case absent
    case null
    case value(Input)
    /// Null for a non-null type.
    case invalid
  }

  /// Section 6.4.1, CoerceArgumentValues().
  func coerced(_ given: Input?, _ variables: [String: RandomVariable]) -> Coerced {
    var value = given
    if case .variable(let name) = given { value = variables[name]?.value }
    guard let value = value ?? standard else { return .absent }
    guard value != .null else { return type.isNonNull ? .invalid : .null }
    // An integer literal is coerced to an ID.
    if type.name == "ID", case .int(let number) = value { return .value(.text(String(number))) }
    return .value(value)
  }
}
