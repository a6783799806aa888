import GraphQLLanguage

/// The fields of an `@key`, which identify an entity.
public struct EntityKey: Sendable, Hashable {
  /// The path of each field, in the order of the `@key`.
  public let fields: [[String]]
  let set: FieldSet
  let location: SourceLocation
  /// Whether the subgraph can load an entity by the key.
  public let isResolvable: Bool

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

  /// The path of each field, with dots between the names.
  public var paths: [String] { fields.map { $0.joined(separator: ".") } }

  /// The fields as a selection.
  public var text: String { Self.text(set) }

  private static func text(_ set: FieldSet) -> String {
    set.nodes.map { $0.children.nodes.isEmpty ? $0.name : "\($0.name) { \(text($0.children)) }" }.joined(separator: " ")
  }
}
