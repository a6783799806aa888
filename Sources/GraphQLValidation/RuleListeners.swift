/// The rules by what they listen to, so that a node is shown to those alone that do something with it.
///
/// Nobody lists what a rule listens to: with the first event of a kind all rules are called, and the ones that inherit the empty method
/// say so (`ValidationContext.isUnheard`). They are not called for that kind again.
final class RuleListeners {
  private let rules: [ValidationRule]
  private let context: ValidationContext
  private var listeners = [[ValidationRule]?](repeating: nil, count: ValidationEvent.allCases.count)

  init(_ rules: [ValidationRule], _ context: ValidationContext) {
    self.rules = rules
    self.context = context
  }

  /// Calls the rules that listen to an event, in their order.
  @inline(__always)
  func call(_ event: ValidationEvent, _ body: (ValidationRule) -> Void) {
    if let known = listeners[event.rawValue] {
      for rule in known { body(rule) }
    } else {
      listeners[event.rawValue] = rules.filter { rule in
        context.isUnheard = false
        body(rule)
        return !context.isUnheard
      }
    }
  }
}
