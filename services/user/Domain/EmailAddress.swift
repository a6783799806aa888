/// An e-mail address in its normal form: trimmed and in lower case. Addresses with the same normal form belong to the same account.
struct EmailAddress: Hashable, Sendable, CustomStringConvertible {
  /// The error message for an invalid address.
  static let rule = "must be an e-mail address"
  /// RFC 5321 §4.5.3.1.3: a path of 256 octets holds 254 characters.
  static let lengths = 3...254

  let description: String

  /// Restores an address from storage.
  init(stored: String) { description = stored }

  /// Nil unless the text is `local@domain` with printable characters and a dot in the domain.
  init?(_ text: String) {
    let trimmed = text.drop(while: \.isWhitespace)
    let normal = String(trimmed.reversed().drop(while: \.isWhitespace).reversed()).lowercased()
    let parts = normal.split(separator: "@", omittingEmptySubsequences: false)
    guard EmailAddress.lengths.contains(normal.utf8.count), parts.count == 2, (1...64).contains(parts[0].utf8.count) else { return nil }
    let labels = parts[1].split(separator: ".", omittingEmptySubsequences: false)
    guard labels.count >= 2, labels.allSatisfy(EmailAddress.isLabel), EmailAddress.isLocalPart(parts[0]) else { return nil }
    description = normal
  }

  private static func isLabel(_ label: Substring) -> Bool {
    !label.isEmpty && label.utf8.count <= 63 && label.first != "-" && label.last != "-"
      && label.unicodeScalars.allSatisfy { $0 == "-" || $0.properties.isAlphabetic || $0.properties.numericType != nil }
  }

  private static func isLocalPart(_ part: Substring) -> Bool {
    part.first != "." && part.last != "." && !part.contains("..")
      && part.unicodeScalars.allSatisfy { scalar in
        scalar.value > 0x20 && scalar.value != 0x7F && !scalar.properties.isWhitespace
          && !"\"(),:;<>[\\]".unicodeScalars.contains(scalar)
      }
  }
}
