import HTTPCore

/// The header in which proxies name the address that they were called from.
///
/// One header is read and the other ignored: a proxy that sets one of them passes on what the client has written into the other.
public enum ForwardingHeader: String, Sendable, CaseIterable {
  /// Addresses with commas.
  case xForwardedFor = "x-forwarded-for"
  /// RFC 7239.
  case forwarded
}

/// The proxies whose `X-Forwarded-For` or `Forwarded` is believed.
///
/// Each proxy appends the address that it was called from. So the client is the last address in the list that is not a trusted proxy's; what
/// stands before it is the client's own claim. A caller that is not a trusted proxy is the client, whatever it sends.
public struct TrustedProxies: Sendable {
  private let networks: [(address: IPAddress, bits: Int)]
  /// The header that the proxies write.
  public var header = ForwardingHeader.xForwardedFor

  /// No proxy is trusted.
  public static let none = TrustedProxies(networks: [])

  private init(networks: [(address: IPAddress, bits: Int)]) { self.networks = networks }

  /// Reads addresses and networks with commas, such as `127.0.0.1, 10.0.0.0/8, fd00::/8`; nil for anything else.
  public init?(_ text: String) {
    var networks: [(address: IPAddress, bits: Int)] = []
    for item in text.split(separator: ",") {
      let parts = item.trimmingBlanks.split(separator: "/", omittingEmptySubsequences: false)
      guard (1...2).contains(parts.count), let address = IPAddress(parts[0]) else { return nil }
      guard parts.count == 2 else {
        networks.append((address, address.bitCount))
        continue
      }
      guard let bits = Int(parts[1]), (0...address.bitCount).contains(bits) else { return nil }
      networks.append((address, bits))
    }
    self.networks = networks
  }

  private func contains(_ address: IPAddress) -> Bool {
    networks.contains { address.sharesPrefix(of: $0.address, bits: $0.bits) }
  }

  /// The address of the client that a request comes from; nil when the connection has no IP address.
  public func client(of request: HTTPRequest) -> IPAddress? {
    guard var client = IPAddress(request.remoteAddress), contains(client) else { return IPAddress(request.remoteAddress) }
    var claimed = claims(in: request.headers)
    // A proxy that appends something else is not understood: the proxy itself counts as the client.
    while contains(client), let last = claimed.popLast(), let address = last { client = address }
    return client
  }

  /// What the header names, in its order. Nil for what is not an address.
  private func claims(in headers: HTTPFields) -> [IPAddress?] {
    switch header {
    case .xForwardedFor:
      headers.values("X-Forwarded-For").flatMap { line in
        line.split(separator: ",", omittingEmptySubsequences: false).map { IPAddress($0.trimmingBlanks) }
      }
    case .forwarded: headers.values("Forwarded").flatMap { ForwardedElement.list($0).map(\.client) }
    }
  }
}

/// An element of the header `Forwarded`. Source: RFC 7239 §4.
struct ForwardedElement {
  /// The address in `for`; nil if it is unknown, obfuscated, absent, repeated, or not well-formed.
  let client: IPAddress?

  static func list(_ text: String) -> [ForwardedElement] { split(text[...], at: ",").map { ForwardedElement($0) } }

  private init(_ text: Substring) {
    let values = Self.split(text, at: ";").compactMap { pair -> Substring? in
      let parts = pair.trimmingBlanks.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      return parts.count == 2 && parts[0].lowercased() == "for" ? parts[1] : nil
    }
    client = values.count == 1 ? values.first.flatMap { Self.address(ofNode: Self.unquoted($0)) } : nil
  }

  /// Splits at a separator outside of quoted strings.
  private static func split(_ text: Substring, at separator: Character) -> [Substring] {
    var parts: [Substring] = []
    var start = text.startIndex
    var (isQuoted, isEscaped) = (false, false)
    for index in text.indices {
      let character = text[index]
      if isEscaped {
        isEscaped = false
      } else if isQuoted, character == "\\" {
        isEscaped = true
      } else if character == "\"" {
        isQuoted.toggle()
      } else if character == separator, !isQuoted {
        parts.append(text[start..<index])
        start = text.index(after: index)
      }
    }
    return parts + [text[start...]]
  }

  /// The text of a token or a quoted string.
  private static func unquoted(_ value: Substring) -> String {
    guard value.count >= 2, value.first == "\"", value.last == "\"" else { return String(value) }
    var text = ""
    var isEscaped = false
    for character in value.dropFirst().dropLast() {
      if character == "\\", !isEscaped {
        isEscaped = true
      } else {
        text.append(character)
        isEscaped = false
      }
    }
    return text
  }

  /// RFC 7239 §6: `192.0.2.1`, `192.0.2.1:80`, `[2001:db8::1]`, `[2001:db8::1]:80`.
  private static func address(ofNode node: String) -> IPAddress? {
    let host: Substring
    let port: Substring
    if node.first == "[" {
      guard let end = node.firstIndex(of: "]") else { return nil }
      host = node[node.index(after: node.startIndex)..<end]
      port = node[node.index(after: end)...]
      guard host.contains(":") else { return nil }
    } else {
      let end = node.firstIndex(of: ":") ?? node.endIndex
      host = node[..<end]
      port = node[end...]
    }
    guard port.isEmpty || port.first == ":" && port.count > 1 else { return nil }
    return IPAddress(host)
  }
}

extension Substring {
  /// Without spaces and tabs at both ends.
  fileprivate var trimmingBlanks: Substring {
    func isBlank(_ character: Character) -> Bool { character == " " || character == "\t" }
    let start = drop(while: isBlank)
    return start.lastIndex { !isBlank($0) }.map { start[...$0] } ?? ""
  }
}
