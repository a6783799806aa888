/// What a walk does after it has met a node.
public enum Visit: Sendable {
  /// Goes on with the nodes inside.
  case descend
  /// Leaves out the nodes inside.
  case skip
  /// Ends the walk.
  case stop
}

extension Document {
  /// Meets every node of the document, depth first and in the order of the text. Costs no stack.
  ///
  /// - Parameters:
  ///   - leave: called behind the nodes inside a node that `enter` descended into, and behind nothing after `stop`.
  ///   - enter: says how to go on.
  public func walk(leave: (Node) -> Void = { _ in }, enter: (Node) -> Visit) {
    var pending = definitions.reversed().map { (node: Node($0), isDone: false) }
    while let (node, isDone) = pending.popLast() {
      if isDone {
        leave(node)
        continue
      }
      switch enter(node) {
      case .descend:
        pending.append((node, true))
        for child in node.children.reversed() { pending.append((child, false)) }
      case .skip: continue
      case .stop: return
      }
    }
  }
}
