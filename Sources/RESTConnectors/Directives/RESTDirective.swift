import GraphQLExecution
import GraphQLFederation
import GraphQLLanguage
import HTTPCore
import JSON

/// `@rest`: how a field, or an entity, is loaded.
package struct RESTDirective: Sendable {
  static let sdl = #"""
    """
    How a field is loaded; on an entity type, how the entity is loaded by its @key. Exactly one method is given.
    On a type it may be repeated, once per key.
    """
    directive @rest(
      "The name of a @service."
      service: String!
      GET: rest__Template
      POST: rest__Template
      PUT: rest__Template
      PATCH: rest__Template
      DELETE: rest__Template
      "The JSON body. A placeholder in it is the JSON text of its value."
      body: rest__Template
      "Where the value is in the response body."
      at: rest__Path
      "Loads many keys with one call."
      batch: rest__Batch
      errors: rest__Errors
      "Warnings of gateway check that are accepted here."
      allow: [rest__Warning!]! = []
    ) repeatable on FIELD_DEFINITION | OBJECT
    """#

  private static let methods: [HTTPMethod] = [.get, .post, .put, .patch, .delete]

  package let service: String
  package let method: HTTPMethod
  package let url: Template
  package let body: Template?
  let at: JSONPath?
  package let batch: BatchDirective?
  package let allow: [AcceptedWarning]

  /// Nil when the use has errors, which the reader then has.
  package init?(_ reader: inout DirectiveReader) {
    let written = Self.methods.filter { reader.value($0.rawValue) != nil }
    guard written.count == 1, let method = written.first else {
      reader.fail("needs exactly one of \(Self.methods.map(\.rawValue).joined(separator: ", "))")
      return nil
    }
    guard let url = reader.template(method.rawValue) else { return nil }
    service = reader.string("service") ?? ""
    self.method = method
    self.url = url
    body = reader.template("body")
    if body != nil, method == .get { reader.fail("cannot have a body with GET") }
    at = reader.path("at")
    batch = reader.object("batch") { BatchDirective(&$0) }
    allow = AcceptedWarning.read(&reader)
  }

  package var loader: LoaderDescription { .upstream(service: service, method: method.rawValue, template: url.text) }
}

/// `batch:` of `@rest`: many keys are loaded with one call.
package struct BatchDirective: Sendable {
  static let sdl = #"""
    """
    by: the paths in each item that equal the key, in the order of the @key. The field's type decides the result: T takes one item per key,
    [T] groups the items by key.
    """
    input rest__Batch {
      by: [rest__Path!]!
      as: rest__Encoding! = CSV
      "The most keys of one call."
      max: Int! = 100
    }
    "How keys are written: in one parameter, in one parameter per key, or as an array in the body."
    enum rest__Encoding { CSV REPEAT JSON }
    """#

  package enum Encoding: String, Sendable {
    case csv = "CSV"
    case `repeat` = "REPEAT"
    case json = "JSON"
  }

  /// Where each part of the key is in an item.
  package let by: [JSONPath]
  package let encoding: Encoding
  package let max: Int

  init(_ reader: inout DirectiveReader) {
    by = reader.paths("by")
    encoding = reader.name("as").flatMap { Encoding(rawValue: $0) } ?? .csv
    max = reader.int("max", in: 1...100_000)
  }
}
