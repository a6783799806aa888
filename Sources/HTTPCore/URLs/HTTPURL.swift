/// An absolute `http` or `https` URL (RFC 9110 §4.2), split for a client.
public struct HTTPURL: Hashable, Sendable, CustomStringConvertible {
  /// The schemes of HTTP (RFC 9110 §4.2).
  public enum Scheme: String, Sendable {
    case http
    case https

    /// The port of a URL that names none.
    public var defaultPort: Int { self == .http ? 80 : 443 }
  }

  public let scheme: Scheme
  /// The host, lower case; an IPv6 address without its brackets.
  public let host: String
  /// The port; the scheme's default when the URL names none.
  public let port: Int
  /// Path and query, at least `/`.
  public private(set) var target: String
  /// Host and port as the Host field has them: IPv6 in brackets, no default port.
  public let authority: String

  /// nil unless the text is an absolute http(s) URL without user information, with a valid port and only URI characters.
  public init?(_ text: String) {
    guard let mark = text.utf8.firstIndex(of: UInt8(ascii: ":")) else { return nil }
    guard let scheme = Scheme(rawValue: text[..<mark].lowercased()), text[mark...].hasPrefix("://") else { return nil }
    let rest = text[text.utf8.index(mark, offsetBy: 3)...]
    let end = rest.utf8.firstIndex { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "#") } ?? rest.endIndex
    guard let (host, port) = Self.splitAuthority(rest[..<end]) else { return nil }
    var tail = rest[end...]
    if let fragment = tail.utf8.firstIndex(of: UInt8(ascii: "#")) { tail = tail[..<fragment] }
    guard tail.utf8.allSatisfy(HTTPCharacter.isTarget) else { return nil }
    self.scheme = scheme
    self.host = host
    self.port = port ?? scheme.defaultPort
    target = tail.utf8.first == UInt8(ascii: "/") ? String(tail) : "/" + tail
    let shown = host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]" : host
    authority = self.port == scheme.defaultPort ? shown : "\(shown):\(self.port)"
  }

  /// The URL of another resource at the same origin. The target is in origin form (RFC 9112 §3.2.1).
  package func replacing(target: String) -> HTTPURL {
    var url = self
    url.target = target
    return url
  }

  private static func splitAuthority(_ authority: Substring) -> (host: String, port: Int?)? {
    var host = authority
    var portText: Substring?
    if authority.utf8.first == UInt8(ascii: "[") {
      guard let close = authority.utf8.firstIndex(of: UInt8(ascii: "]")) else { return nil }
      host = authority[authority.utf8.index(after: authority.startIndex)..<close]
      let after = authority[authority.utf8.index(after: close)...]
      guard host.utf8.contains(UInt8(ascii: ":")), host.utf8.allSatisfy({ HTTPCharacter.hexValue($0) != nil || $0 == 0x3A || $0 == 0x2E })
      else { return nil }
      guard after.isEmpty || after.utf8.first == UInt8(ascii: ":") else { return nil }
      portText = after.isEmpty ? nil : after.dropFirst()
    } else {
      if let colon = authority.utf8.firstIndex(of: UInt8(ascii: ":")) {
        host = authority[..<colon]
        portText = authority[authority.utf8.index(after: colon)...]
      }
      guard !host.isEmpty, host.utf8.allSatisfy(isHostCharacter) else { return nil }
    }
    guard let portText, !portText.isEmpty else { return (host.lowercased(), nil) }
    guard portText.utf8.count <= 5, portText.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let port = Int(portText),
      (1...65535).contains(port)
    else { return nil }
    return (host.lowercased(), port)
  }

  /// reg-name of RFC 3986 §3.2.2, without percent-encoding: letters, digits, `-`, `.`, `_`.
  private static func isHostCharacter(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"): true
    default: false
    }
  }

  /// The URL, normalised.
  public var description: String { "\(scheme.rawValue)://\(authority)\(target)" }
}
