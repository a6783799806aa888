/// The rules by what they listen to, so that a node is shown to those alone that do something with it.
///
/// Nobody lists what a rule listens to: with the first event of a kind all rules are called, and the ones that inherit the empty method
/// say so (`ValidationContext.isUnheard`). They are not called for that kind again.
final class RuleListeners {
  private let rules: [ValidationRule]
  private let context: ValidationContext
  /// Without a count of references, which would cost more than most calls: `rules` keeps them alive.
  private var listeners = [[Unmanaged<ValidationRule>]?](repeating: nil, count: ValidationEvent.allCases.count)

  init(_ rules: [ValidationRule], _ context: ValidationContext) {
    self.rules = rules
    self.context = context
  }

  /// Calls the rules that listen to an event, in their order.
  @inline(__always)
  func call(_ event: ValidationEvent, _ body: (ValidationRule) -> Void) {
    if let known = listeners[event.rawValue] {
      for rule in known { rule._withUnsafeGuaranteedRef { body($0) } }
    } else {
      var heard: [Unmanaged<ValidationRule>] = []
      heard.reserveCapacity(8)
      for rule in rules {
        context.isUnheard = false
        body(rule)
        if !context.isUnheard { heard.append(.passUnretained(rule)) }
      }
      listeners[event.rawValue] = heard
    }
  }
}
