import HTTPCore

/// Origins whose pages may read responses: one item of `CORS_ORIGINS`.
enum OriginRule: Sendable {
  /// `*`: every origin, without credentials.
  case any
  /// `https://app.example.com`
  case exact(String)
  /// `https://*.example.com:8443`: all sub-domains at any depth, and not the domain itself.
  case subdomains(scheme: String, suffix: String)
  /// `/https:\/\/pr-[0-9]+\.example\.com/`: a regular expression that the whole origin matches.
  case pattern(OriginPattern)

  var isAny: Bool { if case .any = self { true } else { false } }

  /// Reads rules with commas. Nil if one of them is not a rule.
  static func list(_ text: String) -> [OriginRule]? {
    var rules: [OriginRule] = []
    for item in text.split(separator: ",") {
      guard let rule = OriginRule(item.trimmingBlanks) else { return nil }
      rules.append(rule)
    }
    return rules
  }

  init?(_ text: String) {
    if text == "*" {
      self = .any
      return
    }
    if text.count > 2, text.hasPrefix("/"), text.hasSuffix("/") {
      guard let pattern = OriginPattern(String(text.dropFirst().dropLast())) else { return nil }
      self = .pattern(pattern)
      return
    }
    guard let separator = text.firstRange(of: "://") else { return nil }
    let (scheme, host) = (String(text[..<separator.upperBound]), text[separator.upperBound...])
    // Browsers write origins in lower case and without a default port, so anything else would never match.
    guard scheme == "https://" || scheme == "http://", !host.hasSuffix(scheme == "https://" ? ":443" : ":80") else { return nil }
    if host.hasPrefix("*.") {
      guard Self.isHost(host.dropFirst(2)) else { return nil }
      self = .subdomains(scheme: scheme, suffix: String(host.dropFirst()))
    } else {
      guard Self.isHost(host) else { return nil }
      self = .exact(text)
    }
  }

  func matches(_ origin: String) -> Bool {
    switch self {
    case .any: return true
    case .exact(let text): return text == origin
    case .subdomains(let scheme, let suffix):
      guard origin.hasPrefix(scheme), origin.hasSuffix(suffix) else { return false }
      let name = origin.dropFirst(scheme.count).dropLast(suffix.count)
      return Self.isName(name)
    case .pattern(let pattern): return pattern.matches(origin)
    }
  }

  /// A host with an optional port, in lower case. IPv6 addresses are in brackets.
  private static func isHost(_ text: Substring) -> Bool {
    if text.hasPrefix("["), let end = text.firstIndex(of: "]") {
      let address = text[..<end].dropFirst()
      let port = text[end...].dropFirst()
      return address.contains(":") && address.allSatisfy { $0.isHexDigit || $0 == ":" || $0 == "." }
        && (port.isEmpty || (port.hasPrefix(":") && isPort(port.dropFirst())))
    }
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    return isName(parts[0]) && (parts.count == 1 || isPort(parts[1]))
  }

  private static func isPort(_ text: Substring) -> Bool { UInt16(text) != nil && text.first != "+" }

  /// Labels of lower-case letters, digits, `-` and `_`, joined by dots.
  private static func isName(_ text: Substring) -> Bool {
    text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
      !label.isEmpty
        && label.utf8.allSatisfy { byte in
          switch byte {
          case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"): true
          default: false
          }
        }
    }
  }
}

/// A regular expression that a whole origin matches.
///
/// Unchecked: a regular expression of a text has no closures, which are why `Regex` is not Sendable.
struct OriginPattern: @unchecked Sendable {
  private let regex: Regex<AnyRegexOutput>

  /// Nil if the text is not a regular expression.
  init?(_ text: String) {
    guard let regex = try? Regex(text) else { return nil }
    self.regex = regex
  }

  func matches(_ origin: String) -> Bool {
    // An origin has no more than a scheme, a name of 253 characters, and a port.
    origin.utf8.count <= 300 && (try? regex.wholeMatch(in: origin)) != nil
  }
}
