import GraphQLLanguage
import GraphQLSchema

/// The fields of an `@key`: what identifies an entity.
public struct EntityKey: Sendable, Hashable {
  /// Each field as the names on the way to it, in the order of the `@key`.
  public let fields: [[String]]

  /// A key of these fields.
  public init(fields: [[String]]) { self.fields = fields }

  /// The fields with dots between the names.
  public var paths: [String] { fields.map { $0.joined(separator: ".") } }

  /// Reads the argument `fields` of an `@key`.
  init(_ directive: Directive) throws(GraphQLError) {
    guard let text = directive.value(of: "fields")?.stringValue else {
      throw GraphQLError("@key needs fields: a string of field names.", at: directive.location)
    }
    let set: SelectionSet
    do { set = try Parser.parseFieldSet(text) } catch {
      throw GraphQLError("@key(fields: \"\(text)\") is no list of fields.", at: directive.location)
    }
    var fields: [[String]] = []
    try Self.flatten(set, [], directive.location, into: &fields)
    self.fields = fields
  }

  private static func flatten(
    _ set: SelectionSet, _ prefix: [String], _ location: SourceLocation, into fields: inout [[String]]
  ) throws(GraphQLError) {
    for selection in set.selections {
      guard case .field(let field) = selection, field.alias == nil, field.arguments.isEmpty else {
        throw GraphQLError("An @key holds plain fields only.", at: location)
      }
      let path = prefix + [field.name.value]
      if let inner = field.selectionSet { try flatten(inner, path, location, into: &fields) } else { fields.append(path) }
    }
  }
}
