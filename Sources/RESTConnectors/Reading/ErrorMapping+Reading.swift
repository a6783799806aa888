extension ErrorMapping {
  private static let arguments: Set<String> = ["message", "code", "perKey", "key", "notFound"]

  /// Reads `errors:`; what it does not say stays as the service has it.
  static func read(_ reader: inout DirectiveReader, inherited: ErrorMapping = ErrorMapping()) -> ErrorMapping {
    var mapping = inherited
    reader.object("errors", allowed: arguments) { reader in
      mapping.message = reader.path("message") ?? mapping.message
      mapping.code = reader.path("code") ?? mapping.code
      mapping.perKey = reader.path("perKey") ?? mapping.perKey
      mapping.key = reader.path("key") ?? mapping.key
      mapping.notFound = reader.choice("notFound", ["NULL": .null, "ERROR": .error], default: mapping.notFound)
      if mapping.perKey != nil, mapping.key == nil { reader.fail("perKey needs key: where each entry has its key") }
    }
    return mapping
  }
}
