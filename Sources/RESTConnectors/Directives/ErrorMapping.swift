import JSON

/// `errors:` of `@service` and `@rest`: what of a failed response the client may see.
struct ErrorMapping: Sendable {
  static let sdl = #"""
    "The parts of a failed response that the client may see."
    input rest__Errors {
      message: rest__Path
      code: rest__Path
      "What is shown as extensions.details, for example which fields of the input were refused. Values above 8 KiB are left out."
      details: rest__Path
      "A list in a successful response that says which keys of a batch failed."
      perKey: rest__Path
      "Where an entry of perKey has its key."
      key: rest__Path
      """
      The result of a query for a 404 or 410, and for a key of a batch without an item: null unless ERROR, which is the error NOT_FOUND.
      A reference whose entity is not found is null, or has that error, itself. A reference of which only the key is selected is not loaded,
      so nothing finds out whether its entity exists. A mutation's 404 or 410 is always an error.
      """
      notFound: rest__NotFound
    }
    enum rest__NotFound { NULL ERROR }
    """#

  var message: JSONPath?
  var code: JSONPath?
  var details: JSONPath?
  var perKey: JSONPath?
  var key: JSONPath?
  var notFoundIsError: Bool?

  /// Reads `errors:`. Absent members are taken from `inherited`.
  static func read(_ reader: inout DirectiveReader, inherited: ErrorMapping = ErrorMapping()) -> ErrorMapping {
    reader.object("errors") { reader in
      let mapping = ErrorMapping(
        message: reader.path("message") ?? inherited.message, code: reader.path("code") ?? inherited.code,
        details: reader.path("details") ?? inherited.details,
        perKey: reader.path("perKey") ?? inherited.perKey, key: reader.path("key") ?? inherited.key,
        notFoundIsError: reader.name("notFound").map { $0 == "ERROR" } ?? inherited.notFoundIsError)
      if mapping.perKey != nil, mapping.key == nil { reader.fail("perKey needs key: where each entry has its key") }
      return mapping
    } ?? inherited
  }
}
