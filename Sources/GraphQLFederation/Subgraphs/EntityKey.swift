import GraphQLLanguage

/// The fields of an `@key`: what identifies an entity.
public struct EntityKey: Sendable, Hashable {
  /// Each field as the names on the way to it, in the order of the `@key`.
  public let fields: [[String]]
  /// What the `@key` selects.
  let set: FieldSet
  /// Where it stands.
  let location: SourceLocation
  /// Whether the subgraph can find an entity by it; `resolvable: false` says no.
  public let isResolvable: Bool

  /// A key of these fields.
  public init(fields: [[String]]) {
    self.fields = fields
    set = .none
    location = .unknown
    isResolvable = true
  }

  init(set: FieldSet, isResolvable: Bool, location: SourceLocation) {
    fields = set.paths
    self.set = set
    self.isResolvable = isResolvable
    self.location = location
  }

  /// The fields with dots between the names.
  public var paths: [String] { fields.map { $0.joined(separator: ".") } }

  /// The fields as `@key` writes them.
  public var text: String { Self.text(set) }

  private static func text(_ set: FieldSet) -> String {
    set.nodes.map { $0.children.nodes.isEmpty ? $0.name : "\($0.name) { \(text($0.children)) }" }.joined(separator: " ")
  }
}
