import GraphQLSchema
import Testing

/// An invalid schema document and its errors, each as `message (line:column, …)`.
struct Refusal: Sendable, CustomTestStringConvertible {
  let source: String
  let expected: [String]

  init(_ source: String, _ expected: [String]) {
    self.source = source
    self.expected = expected
  }

  var testDescription: String { source }

  var errors: [String] {
    do {
      _ = try Schema(source: source)
      return []
    } catch {
      return error.errors.map(\.description)
    }
  }
}
