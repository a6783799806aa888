import GraphQLLanguage

/// A response key with fields that cannot be merged.
struct FieldConflict {
  indirect enum Reason {
    case text(String)
    /// The conflicts of sub-fields.
    case subFields([FieldConflict])
  }

  let key: String
  let reason: Reason
  let leftLocations: [SourceLocation]
  let rightLocations: [SourceLocation]

  var message: String { Self.message(key: key, reason: reasonText) }

  static func message(key: String, reason: String) -> String {
    "Fields \"\(key)\" conflict because \(reason). Use different aliases on the fields to fetch both if this was intentional."
  }

  private var reasonText: String {
    switch reason {
    case .text(let text): return text
    case .subFields(let conflicts):
      var text = ""
      for conflict in conflicts {
        text += "\(text.isEmpty ? "" : " and ")subfields \"\(conflict.key)\" conflict because \(conflict.reasonText)"
        if text.unicodeScalars.count > Self.maximumDetail { break }
      }
      guard text.unicodeScalars.count > Self.maximumDetail else { return text }
      return String(String.UnicodeScalarView(text.unicodeScalars.prefix(Self.maximumDetail))) + "..."
    }
  }

  /// The maximum length of a reason, as in graphql-js.
  private static let maximumDetail = 1_000
  /// The maximum number of locations of one side, as in graphql-js.
  private static let maximumLocations = 20

  /// The locations of a field and of the conflicts in its sub-fields, at most `maximumLocations`.
  static func locations(_ field: SourceLocation, _ conflicts: [[SourceLocation]]) -> [SourceLocation] {
    var locations = [field]
    for conflict in conflicts {
      locations += conflict.suffix(maximumLocations - locations.count)
      if locations.count == maximumLocations { break }
    }
    return locations
  }
}
