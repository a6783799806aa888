import GraphQLLanguage

/// Section 4 Introspection, limited
///
/// Not of the specification: lists of introspection nest at most three deep, since each level multiplies the answer.
///
/// A fragment is entered again when more lists are around it than before, so that a ring of fragments with a list in it is too deep.
final class MaxIntrospectionDepthRule: ValidationRule {
  /// How many introspection lists may be nested, less one.
  private static let maximumLists = 3
  private static let listFields: Set<String> = ["fields", "interfaces", "possibleTypes", "inputFields"]

  /// Selections still to be seen, the number of lists around them, and the fragment that they are the whole of.
  private struct Frame {
    var selections: ArraySlice<Selection>
    let lists: Int
    let fragment: String?
  }

  /// For each fragment, the most lists that were around it when it was not too deep, in any introspection.
  private var allowedInside: [String: Int] = [:]
  /// For each fragment, the fewest lists that were around it when it was too deep, in any introspection.
  private var tooDeepInside: [String: Int] = [:]

  /// The introspection that is too deep and not left yet; no other one inside it is looked at.
  private var reported: SourceLocation?

  override func enterField(_ node: Field) {
    guard node.name.value == "__schema" || node.name.value == "__type", let selectionSet = node.selectionSet else { return }
    guard reported == nil, isTooDeep(selectionSet) else { return }
    context.report("Maximum introspection depth exceeded", at: node.location)
    reported = node.location
  }

  override func leaveField(_ node: Field) {
    if let location = reported, location == node.location { reported = nil }
  }

  private func isTooDeep(_ root: SelectionSet) -> Bool {
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
        guard !isList || lists + 1 < Self.maximumLists else { return remember(frames) }
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

  /// All fragments that are being seen are too deep.
  private func remember(_ frames: [Frame]) -> Bool {
    for frame in frames {
      if let name = frame.fragment { tooDeepInside[name] = min(tooDeepInside[name] ?? frame.lists, frame.lists) }
    }
    return true
  }
}
