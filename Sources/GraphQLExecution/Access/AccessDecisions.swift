/// Which of an operation's requirements the caller of one execution does not meet.
public struct AccessDecisions: Sendable {
  /// By the index of the requirement in `OperationPlan.requirements`; empty when no field is refused.
  private let refused: [Bool]

  /// Every field may be seen.
  public static let open = AccessDecisions(refused: [])

  private init(refused: [Bool]) { self.refused = refused.contains(true) ? refused : [] }

  /// - Parameters:
  ///   - claims: those of the caller's token; nil for an anonymous caller.
  ///   - policies: the policies that are granted to the caller.
  public init(_ plan: OperationPlan, claims: CallerClaims?, policies: Set<String>) {
    self.init(refused: plan.requirements.map { !$0.holds(for: claims, policies: policies) })
  }

  /// Whether every field may be seen.
  var isOpen: Bool { refused.isEmpty }

  func refuses(_ field: FieldPlan) -> Bool {
    guard let requirement = field.requirement, !refused.isEmpty else { return false }
    return refused[requirement]
  }
}

extension OperationPlan {
  /// Decides once per execution which fields the caller may see. Without policies it asks nobody.
  ///
  /// - Parameter decider: decides the policies; nil grants none.
  func decisions(for context: ExecutionContext, _ decider: (any AccessPolicies)?) async -> AccessDecisions {
    guard !requirements.isEmpty else { return .open }
    let granted = policies.isEmpty ? [] : await decider?.granted(policies, to: context) ?? []
    return AccessDecisions(self, claims: context.claims, policies: granted)
  }
}

/// A field that an operation selects and that the caller may not see.
public struct RefusedField: Sendable, Equatable {
  /// The response keys from the root, separated by dots.
  public let path: String
  /// `Type.field`.
  public let coordinate: String
  public let requirement: AccessRequirement
}

extension OperationPlan {
  /// The fields that are refused, in the order of the plan. Fields below a refused field are not listed.
  public func refusedFields(_ decisions: AccessDecisions) -> [RefusedField] {
    var found: [RefusedField] = []
    func add(_ object: ObjectPlan, _ path: String) {
      for field in object.fields {
        let fieldPath = path.isEmpty ? field.responseKey : "\(path).\(field.responseKey)"
        if decisions.refuses(field), let requirement = field.requirement {
          let refused = RefusedField(path: fieldPath, coordinate: field.coordinate, requirement: requirements[requirement])
          if !found.contains(refused) { found.append(refused) }
        } else {
          for variant in field.selection?.variants ?? [] { add(variant, fieldPath) }
        }
      }
    }
    if !decisions.isOpen { add(root, "") }
    return found
  }
}
