import JSON

/// Decides which policies of `@policy` are granted to a caller.
public protocol AccessPolicies: Sendable {
  /// Returns those of the policies that are granted to the caller of a request. What cannot be decided is not granted.
  ///
  /// Called at most once per execution of an operation, with all policies of its fields, each once and sorted.
  func granted(_ policies: [String], to context: ExecutionContext) async -> Set<String>
}

/// Policies that a claim of the caller's token lists.
public struct ClaimedPolicies: AccessPolicies {
  private let claim: JSONPath

  /// - Parameter claim: the path of a list of strings, or of a string with spaces between the policies.
  public init(claim: JSONPath) { self.claim = claim }

  public func granted(_ policies: [String], to context: ExecutionContext) async -> Set<String> {
    guard let claims = context.claims else { return [] }
    return Set(claims.words(at: claim)).intersection(policies)
  }
}
