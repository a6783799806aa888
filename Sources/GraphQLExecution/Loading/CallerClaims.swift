import JSON

/// The claims of a caller whose token has been verified (RFC 7519 §4). An anonymous caller has none.
///
/// One value belongs to one token: it is made when the token is verified, and all requests with the token share it.
public final class CallerClaims: Sendable {
  /// The claims that hold scopes: `scope` (RFC 8693 §4.2), `scopes` and `permissions`.
  public static let defaultScopeClaims: [JSONPath] = ["scope", "scopes", "permissions"]

  /// All claims, a JSON object.
  public let root: JSONView
  /// The scopes of all claims that hold scopes, together.
  public let scopes: Set<String>

  /// - Parameters:
  ///   - root: a JSON object. Only claims of a token whose signature is valid may be given.
  ///   - scopeClaims: where the scopes are. Each claim is a list of strings, or a string with spaces between the scopes.
  public init(_ root: JSONView, scopeClaims: [JSONPath] = CallerClaims.defaultScopeClaims) {
    self.root = root
    scopes = scopeClaims.reduce(into: []) { scopes, path in scopes.formUnion(Self.words(root.value(at: path))) }
  }

  /// The value of a claim; nil when it is absent or null.
  public func value(at path: JSONPath) -> JSONView? {
    guard let value = root.value(at: path), !value.isNull else { return nil }
    return value
  }

  /// The words of a claim that is a list of strings, or a string with spaces between the words. Empty for any other value.
  public func words(at path: JSONPath) -> Set<String> { Self.words(root.value(at: path)) }

  private static func words(_ claim: JSONView?) -> Set<String> {
    guard let claim else { return [] }
    if let text = claim.string { return Set(text.split(separator: " ").map(String.init)) }
    return Set(claim.elements.compactMap(\.string))
  }
}
