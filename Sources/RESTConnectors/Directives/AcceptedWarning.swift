import GraphQLFederation
import GraphQLLanguage

/// An entry of `allow:` of `@rest` and `@json`: a warning of `gateway check` that the author accepts at this place.
package struct AcceptedWarning: Sendable {
  static let sdl = #"""
    "A warning of gateway check. An accepted warning that does not occur is reported."
    enum rest__Warning {
      "A call for each object."
      N_PLUS_ONE
      "A limit that all objects of a batch share."
      SHARED_LIMIT
      "A root field that is loaded and cannot be null."
      NON_NULL_ROOT
      "A scalar that cannot be the key of the entity."
      REFERENCE_KEY
    }
    """#

  /// The value in the schema file.
  package let name: String
  package let location: SourceLocation

  /// The rule of the warning, as `gateway check` prints it.
  package var rule: String { name.lowercased().split(separator: "_").joined(separator: "-") }

  package static func read(_ reader: inout DirectiveReader) -> [AcceptedWarning] {
    reader.values("allow").compactMap { value in
      if case .enumeration(let name) = value.content { AcceptedWarning(name: name, location: value.location) } else { nil }
    }
  }
}
