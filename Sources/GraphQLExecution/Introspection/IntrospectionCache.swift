import GraphQLSchema
import JSON
import Synchronization

/// The introspection document of a schema, made once, when it is first needed.
final class IntrospectionCache: Sendable {
  private struct Content: Sendable {
    let root: JSONView
    let types: [String: JSONView]
  }

  private let schema: Schema
  private let content = Mutex<Content?>(nil)

  init(schema: Schema) {
    self.schema = schema
  }

  var root: JSONView? { made()?.root["schema"] }

  func type(_ name: String) -> LoadOutcome {
    made()?.types[name].map { .value($0) } ?? .missing
  }

  private func made() -> Content? {
    content.withLock { content in
      if let content { return content }
      guard let document = try? JSONDocument(parsing: IntrospectionDocument.bytes(of: schema)) else { return nil }
      var types: [String: JSONView] = [:]
      if let members = document.root["types"]?.members {
        for (name, value) in members { types[name] = value }
      }
      content = Content(root: document.root, types: types)
      return content
    }
  }
}
