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
      "The body, as JSON. A placeholder in it is the JSON text of its value. A body that is one placeholder is not sent without its value."
      body: rest__Template
      bodyAs: rest__BodyEncoding! = JSON
      "The media type of the body, for example application/merge-patch+json, when it is not that of bodyAs."
      contentType: String
      "Headers of the call. They replace headers of the service of the same name. A header whose argument is absent is not sent."
      headers: [service__Header!]! = []
      "The media type that is asked for, when it is not that of the answer."
      accept: String
      "What a response holds: JSON, text that becomes a String, or nothing that is read."
      answer: rest__Answer! = JSON
      "The statuses of success; 200 to 299 without it."
      ok: [Int!]! = []
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
  let bodyEncoding: BodyEncoding
  let contentType: String?
  /// Names in lower case.
  package let headers: [(name: String, value: Template)]
  /// The value of Accept.
  let accept: String
  let answer: ResponseContent
  let ok: [Int]
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
    bodyEncoding = reader.name("bodyAs").flatMap { BodyEncoding(rawValue: $0) } ?? .json
    contentType = Self.mediaType("contentType", &reader)
    if contentType != nil, bodyEncoding == .multipart { reader.fail("contentType: a multipart body has a media type of its own") }
    headers = reader.objects("headers") { reader in
      let name = reader.string("name") ?? ""
      if let problem = RESTService.problem(ofHeader: name) { reader.fail("name: \(problem)") }
      return reader.template("value").map { (name: name.lowercased(), value: $0) }
    }
    answer = reader.name("answer").flatMap { ResponseContent(rawValue: $0) } ?? .json
    accept = Self.mediaType("accept", &reader) ?? answer.accept
    ok = reader.values("ok").compactMap(\.intValue)
    if ok.contains(where: { !(200...599).contains($0) }) { reader.fail("ok: a status is a number from 200 to 599") }
    at = reader.path("at")
    if answer != .json, at != nil { reader.fail("at: an answer as \(answer.rawValue) has no paths") }
    batch = reader.object("batch") { BatchDirective(&$0) }
    if batch != nil, answer != .json { reader.fail("batch needs an answer as JSON") }
    if batch != nil, ![.json, .form, .deepForm].contains(bodyEncoding) { reader.fail("batch needs a body as JSON or FORM") }
    if body == nil, bodyEncoding != .json || contentType != nil { reader.fail("has no body, so bodyAs and contentType have no meaning") }
    allow = AcceptedWarning.read(&reader)
  }

  /// A media type with or without parameters; nil when it is absent.
  private static func mediaType(_ argument: String, _ reader: inout DirectiveReader) -> String? {
    guard let text = reader.string(argument) else { return nil }
    if text.isEmpty || text.utf8.contains(where: { $0 < 0x20 || $0 >= 0x7F }) || !text.contains("/") {
      reader.fail("\(argument): \"\(text)\" is not a media type, for example application/json", at: reader.value(argument)?.location)
    }
    return text
  }

  package var loader: LoaderDescription { .upstream(service: service, method: method.rawValue, template: url.text) }
}

/// `answer:` of `@rest`: what a response holds.
package enum ResponseContent: String, Sendable {
  static let sdl = #"""
    "What a response holds: JSON, text, which is a String, or nothing that is read: the field is true if it is a Boolean, else null."
    enum rest__Answer { JSON TEXT NONE }
    """#

  case json = "JSON"
  case text = "TEXT"
  case none = "NONE"

  /// The value of Accept.
  var accept: String {
    switch self {
    case .json: "application/json"
    case .text: "text/plain, */*;q=0.5"
    case .none: "*/*"
    }
  }
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
