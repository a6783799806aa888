import GraphQLLanguage

/// The size of an operation, with a fragment's selections counted for each spread.
///
/// Each fragment is measured once, so that the time is linear in the size of the document however often the fragments double each other. It
/// uses no recursion, since the document can nest as deep as the sum of its fragments.
struct OperationSize {
  /// The nesting of fields, without what is inside introspection fields.
  private(set) var depth = 0
  private(set) var rootFields = 0
  private(set) var aliases = 0
  private(set) var directives = 0
  private(set) var spreads = 0
  /// The values of the longest list in an argument or in the default value of a variable.
  private(set) var longestList = 0
  /// Leaves count as 1, objects as 5.
  private(set) var selections = 0

  private init() {}

  init(of operation: OperationDefinition, in document: Document) {
    let fragments = Dictionary(document.fragments.map { ($0.name.value, $0) }, uniquingKeysWith: { first, _ in first })
    var measured: [String: OperationSize] = [:]
    var visited: Set<String> = []
    var frames = [Frame(operation.selectionSet, of: .operation)]
    frames[0].size.count(operation.directives)
    for variable in operation.variableDefinitions { frames[0].size.count(variable) }
    while let last = frames.indices.last {
      guard let selection = frames[last].selections.popFirst() else {
        let frame = frames.removeLast()
        if case .fragment(let name) = frame.owner { measured[name] = frame.size }
        guard let parent = frames.indices.last else {
          self = frame.size
          return
        }
        frames[parent].size.add(frame.size, of: frame.owner)
        continue
      }
      switch selection {
      case .field(let field):
        frames[last].size.count(field)
        if let set = field.selectionSet { frames.append(Frame(set, of: .field(field))) }
      case .inlineFragment(let fragment):
        frames[last].size.countFragment(fragment.directives)
        frames.append(Frame(fragment.selectionSet, of: .inlineFragment))
      case .fragmentSpread(let spread):
        frames[last].size.countFragment(spread.directives)
        frames[last].size.spreads = frames[last].size.spreads.addingClamped(1)
        let name = spread.name.value
        if let size = measured[name] {
          frames[last].size.add(size, of: .fragment(name))
        } else if let fragment = fragments[name], visited.insert(name).inserted {
          frames.append(Frame(fragment.selectionSet, of: .fragment(name)))
        }
      }
    }
    self.init()
  }

  /// A selection set that is being measured.
  private struct Frame {
    enum Owner {
      case operation
      case field(Field)
      case inlineFragment
      case fragment(String)
    }

    let owner: Owner
    var selections: ArraySlice<Selection>
    var size = OperationSize()

    init(_ set: SelectionSet, of owner: Owner) {
      self.owner = owner
      selections = set.selections[...]
    }
  }

  private mutating func count(_ field: Field) {
    depth = max(depth, 1)
    rootFields = rootFields.addingClamped(1)
    count(field.directives)
    count(field.arguments)
    selections = selections.addingClamped(field.selectionSet == nil ? 1 : 1 + OperationLimits.objectWeight)
    if field.alias != nil { aliases = aliases.addingClamped(1) }
  }

  private mutating func countFragment(_ directives: [Directive]) {
    selections = selections.addingClamped(1)
    count(directives)
  }

  private mutating func count(_ directives: [Directive]) {
    self.directives = self.directives.addingClamped(directives.count)
    for directive in directives { count(directive.arguments) }
  }

  private mutating func count(_ arguments: [Argument]) {
    for argument in arguments { longestList = max(longestList, argument.value.longestList) }
  }

  /// The directives of a variable do not count: they are not of a selection.
  private mutating func count(_ variable: VariableDefinition) {
    longestList = max(longestList, variable.defaultValue?.longestList ?? 0)
  }

  /// Adds the size of a selection set inside this one.
  private mutating func add(_ inner: OperationSize, of owner: Frame.Owner) {
    switch owner {
    case .field(let field):
      if !field.name.value.hasPrefix("__") { depth = max(depth, inner.depth.addingClamped(1)) }
    case .operation, .inlineFragment, .fragment:
      depth = max(depth, inner.depth)
      rootFields = rootFields.addingClamped(inner.rootFields)
    }
    aliases = aliases.addingClamped(inner.aliases)
    directives = directives.addingClamped(inner.directives)
    spreads = spreads.addingClamped(inner.spreads)
    longestList = max(longestList, inner.longestList)
    selections = selections.addingClamped(inner.selections)
  }
}

extension Value {
  /// The values of the longest list in the value; 0 without a list. The parser limits the nesting.
  fileprivate var longestList: Int {
    switch content {
    case .list(let values): values.reduce(values.count) { max($0, $1.longestList) }
    case .object(let fields): fields.reduce(0) { max($0, $1.value.longestList) }
    default: 0
    }
  }
}
