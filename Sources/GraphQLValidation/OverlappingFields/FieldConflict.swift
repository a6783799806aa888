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
  let leftPlaces: [SourceLocation]
  let rightPlaces: [SourceLocation]

  /// The error's words.
  var message: String { Self.message(key: key, reason: reasonText) }

  static func message(key: String, reason: String) -> String {
    "Fields \"\(key)\" conflict because \(reason). Use different aliases on the fields to fetch both if this was intentional."
  }

  private var reasonText: String {
    switch reason {
    case .text(let text): text
    case .subFields(let conflicts):
      conflicts.map { "subfields \"\($0.key)\" conflict because \($0.reasonText)" }.joined(separator: " and ")
    }
  }
}
