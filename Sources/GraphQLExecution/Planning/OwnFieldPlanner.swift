import GraphQLLanguage
import JSON

/// The simplest planner: every field lies in its object's JSON under its own name, and root fields in the root value.
public struct OwnFieldPlanner: SourcePlanner {
  /// A planner without any loader.
  public init() {}

  /// Each field under its own name.
  public func sources(for request: ObjectRequest) throws(GraphQLError) -> ObjectSources {
    ObjectSources(
      fields: request.fields.map { .value(layer: 0, path: JSONPath(member: $0), isKey: false, origin: Origin(id: 0)) })
  }
}
