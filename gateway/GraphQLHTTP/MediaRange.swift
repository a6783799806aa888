/// An element of an `Accept` header (RFC 9110 §12.5.1).
struct MediaRange: Equatable {
  /// The type in lower case, without parameters: `application/json`, `application/*` or `*/*`.
  let type: String
  /// The weight in thousandths, 0 to 1000. By default 1000.
  let quality: Int

  /// Nil if the text is not a media range or its weight is invalid.
  init?(_ text: Substring) {
    let parts = text.split(separator: ";", omittingEmptySubsequences: false).map { $0.trimmingBlanks.lowercased() }
    guard let type = parts.first, type.split(separator: "/", omittingEmptySubsequences: false).count == 2 else { return nil }
    var quality = 1000
    for parameter in parts.dropFirst() where parameter.hasPrefix("q=") {
      guard let weight = Self.thousandths(parameter.dropFirst(2)) else { return nil }
      quality = weight
    }
    self.type = type
    self.quality = quality
  }

  /// 2 for a full type, 1 for `application/*`, 0 for `*/*`.
  var specificity: Int { type == "*/*" ? 0 : type.hasSuffix("/*") ? 1 : 2 }

  /// Whether the range contains a full type, given in lower case.
  func matches(_ name: String) -> Bool {
    switch specificity {
    case 0: true
    case 1: name.hasPrefix(type.dropLast())
    default: name == type
    }
  }

  /// qvalue = ( "0" [ "." 0*3DIGIT ] ) / ( "1" [ "." 0*3("0") ] )
  private static func thousandths(_ text: Substring) -> Int? {
    let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    guard let whole = parts.first, whole == "0" || whole == "1" else { return nil }
    let decimals = parts.count > 1 ? parts[1] : ""
    guard decimals.utf8.count <= 3, decimals.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    let fraction = Int(decimals + String(repeating: "0", count: 3 - decimals.utf8.count)) ?? 0
    let value = (whole == "1" ? 1000 : 0) + fraction
    return value <= 1000 ? value : nil
  }
}

extension StringProtocol {
  /// The text without spaces and tabs at both ends.
  var trimmingBlanks: String {
    let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\t" }
    guard let start = firstIndex(where: { !isBlank($0) }), let end = lastIndex(where: { !isBlank($0) }) else { return "" }
    return String(self[start...end])
  }
}
