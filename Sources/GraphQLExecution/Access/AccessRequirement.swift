/// What a caller needs in order to see a field. All parts must hold.
///
/// Source: Apollo Federation, `@authenticated`, `@requiresScopes` and `@policy`.
public struct AccessRequirement: Sendable, Hashable, CustomStringConvertible {
  /// Lists of names, of which the caller needs one list with all its names.
  public struct Alternatives: Sendable, Hashable, CustomStringConvertible {
    /// Sorted, each name and each list once. No list contains another one, which would ask more than that one alone.
    public let lists: [[String]]

    public init(_ lists: [[String]]) {
      let sets = Set(lists.map { Set($0) })
      self.lists = sets.filter { set in !sets.contains { $0.isStrictSubset(of: set) } }.map { $0.sorted() }
        .sorted { $0.lexicographicallyPrecedes($1) }
    }

    /// One list of lists that asks the same as several together.
    public init(all alternatives: some Sequence<Alternatives>) {
      self = alternatives.reduce(Alternatives([[]])) { product, next in
        Alternatives(product.lists.flatMap { list in next.lists.map { list + $0 } })
      }
    }

    func holds(for granted: Set<String>) -> Bool { lists.contains { $0.allSatisfy(granted.contains) } }

    /// As in the directive: `[["a", "b"], ["c"]]`.
    public var description: String {
      "[" + lists.map { "[" + $0.map { "\"\($0)\"" }.joined(separator: ", ") + "]" }.joined(separator: ", ") + "]"
    }
  }

  /// Whether the caller must be authenticated.
  public var isAuthenticated: Bool
  /// Each of them must hold for the caller's scopes.
  public var scopes: Set<Alternatives>
  /// Each of them must hold for the policies that are granted to the caller.
  public var policies: Set<Alternatives>

  /// Nothing.
  public static let none = AccessRequirement()

  public init(isAuthenticated: Bool = false, scopes: Set<Alternatives> = [], policies: Set<Alternatives> = []) {
    self.isAuthenticated = isAuthenticated
    self.scopes = scopes
    self.policies = policies
  }

  /// Whether every caller may see the field.
  public var isEmpty: Bool { !isAuthenticated && scopes.isEmpty && policies.isEmpty }

  public mutating func formUnion(_ other: AccessRequirement) {
    isAuthenticated = isAuthenticated || other.isAuthenticated
    scopes.formUnion(other.scopes)
    policies.formUnion(other.policies)
  }

  /// Whether it contains every part of another requirement.
  func contains(_ other: AccessRequirement) -> Bool {
    (isAuthenticated || !other.isAuthenticated) && scopes.isSuperset(of: other.scopes) && policies.isSuperset(of: other.policies)
  }

  /// Whether a caller may see the field.
  ///
  /// - Parameters:
  ///   - claims: those of the caller's token; nil for an anonymous caller.
  ///   - granted: the policies that are granted to the caller.
  func holds(for claims: CallerClaims?, policies granted: Set<String>) -> Bool {
    if isAuthenticated || !scopes.isEmpty {
      guard let claims, scopes.allSatisfy({ $0.holds(for: claims.scopes) }) else { return false }
    }
    return policies.allSatisfy { $0.holds(for: granted) }
  }

  /// As the directives say it.
  public var description: String {
    var parts: [String] = []
    if isAuthenticated { parts.append("@authenticated") }
    if !scopes.isEmpty { parts.append("@requiresScopes(scopes: \(Alternatives(all: scopes)))") }
    if !policies.isEmpty { parts.append("@policy(policies: \(Alternatives(all: policies)))") }
    return parts.joined(separator: " ")
  }
}
