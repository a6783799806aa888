import GraphQLFederation
import GraphQLLanguage
import JSON

/// `@json`: where a value is in its JSON object, or the JSON string for an enum value or a type.
enum JSONDirective {
  static let sdl = #"""
    """
    path: where the field is in its JSON object, when not under its own name; on an interface or a union, where objects name their type.
    value: the JSON string for an enum value, or for the type of an object.
    allow: warnings of gateway check that are accepted here.
    """
    directive @json(path: rest__Path, value: String, allow: [rest__Warning!]! = []) on FIELD_DEFINITION | INPUT_FIELD_DEFINITION | ENUM_VALUE | OBJECT | INTERFACE | UNION
    """#

  /// The path of a use on a field, an interface or a union. The empty path is the object itself.
  ///
  /// - Parameter hasWarnings: whether `gateway check` has warnings of such uses, which `allow` can name.
  static func path(
    _ directive: Directive, file: String, hasWarnings: Bool = false, _ errors: inout [CompositionError]
  ) -> JSONPath? {
    var reader = DirectiveReader(directive, file: file)
    defer { errors += reader.errors }
    if !hasWarnings { refuseAllow(&reader) }
    if reader.value("value") != nil { reader.fail("has no argument \"value\" here; write path", at: reader.value("value")?.location) }
    if reader.value("path") == nil { reader.fail("needs path") }
    return reader.path("path")
  }

  /// The string of a use on an enum value or an object type.
  static func value(_ directive: Directive, file: String, _ errors: inout [CompositionError]) -> String? {
    var reader = DirectiveReader(directive, file: file)
    defer { errors += reader.errors }
    refuseAllow(&reader)
    if reader.value("path") != nil { reader.fail("has no argument \"path\" here; write value", at: reader.value("path")?.location) }
    let value = reader.string("value")
    if value == nil { reader.fail("needs value") }
    return value
  }

  private static func refuseAllow(_ reader: inout DirectiveReader) {
    guard let first = reader.values("allow").first else { return }
    reader.fail("has no argument \"allow\" here, because there are no warnings of it", at: first.location)
  }
}
