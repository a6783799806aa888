import GraphQLLanguage

/// Not a rule of the specification: lists of introspection nest at most three deep, because each level multiplies the response.
func maxIntrospectionDepthRule(_ context: ValidationContext) -> RuleListeners {
  var depth = IntrospectionDepth(context)
  /// The field reported last, until the walk leaves it; introspection fields inside it are not reported again.
  var reported: SourceLocation?

  return RuleListeners(
    enterField: { node in
      guard node.name.value == "__schema" || node.name.value == "__type", let selectionSet = node.selectionSet else { return }
      guard reported == nil, depth.isExceeded(in: selectionSet) else { return }
      context.report("Maximum introspection depth exceeded", at: node.location)
      reported = node.location
    },
    leaveField: { node in
      if let location = reported, location == node.location { reported = nil }
    })
}

/// Measures how deep lists nest in the selection set of an introspection field.
///
/// A fragment is visited again when more lists surround it than before, so that a cycle of fragments with a list in it is too deep.
private struct IntrospectionDepth {
  /// The number of nested lists that is too many.
  private static let tooManyLists = 3
  private static let listFields: Set<String> = ["fields", "interfaces", "possibleTypes", "inputFields"]

  /// Selections to visit, the number of lists around them, and the fragment whose selections they are.
  private struct Frame {
    var selections: ArraySlice<Selection>
    let lists: Int
    let fragment: String?
  }

  private let context: ValidationContext
  /// For each fragment, the largest number of lists around it with which it was not too deep, in any introspection field.
  private var allowedInside: [String: Int] = [:]
  /// For each fragment, the smallest number of lists around it with which it was too deep, in any introspection field.
  private var tooDeepInside: [String: Int] = [:]

  init(_ context: ValidationContext) {
    self.context = context
  }

  mutating func isExceeded(in root: SelectionSet) -> Bool {
    var entered: [String: Int] = [:]
    var frames = [Frame(selections: root.selections[...], lists: 0, fragment: nil)]
    while let last = frames.indices.last {
      let lists = frames[last].lists
      guard let selection = frames[last].selections.popFirst() else {
        if let name = frames.removeLast().fragment { allowedInside[name] = max(allowedInside[name] ?? lists, lists) }
        continue
      }
      switch selection {
      case .field(let field):
        let isList = Self.listFields.contains(field.name.value)
        guard !isList || lists + 1 < Self.tooManyLists else { return remember(frames) }
        guard let selectionSet = field.selectionSet else { continue }
        frames.append(Frame(selections: selectionSet.selections[...], lists: isList ? lists + 1 : lists, fragment: nil))
      case .inlineFragment(let fragment):
        frames.append(Frame(selections: fragment.selectionSet.selections[...], lists: lists, fragment: nil))
      case .fragmentSpread(let spread):
        let name = spread.name.value
        if let known = tooDeepInside[name], known <= lists { return remember(frames) }
        if let before = entered[name], before >= lists { continue }
        if let known = allowedInside[name], known >= lists { continue }
        guard let fragment = context.fragments[name] else { continue }
        entered[name] = lists
        frames.append(Frame(selections: fragment.selectionSet.selections[...], lists: lists, fragment: name))
      }
    }
    return false
  }

  /// Notes that all fragments on the stack are too deep.
  private mutating func remember(_ frames: [Frame]) -> Bool {
    for frame in frames {
      if let name = frame.fragment { tooDeepInside[name] = min(tooDeepInside[name] ?? frame.lists, frame.lists) }
    }
    return true
  }
}
