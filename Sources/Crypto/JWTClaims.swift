import JSON
import SharedKernel

/// The claims of a verified token (RFC 7519 §4).
public struct JWTClaims: Sendable {
  /// All claims.
  public let document: JSONDocument
  /// When the token ends, `exp`.
  public let expiresAt: Timestamp

  /// `sub`, whom the token speaks of.
  public var subject: String? { self["sub"]?.string }
  /// `jti`, the token's own name.
  public var tokenID: String? { self["jti"]?.string }

  /// Any claim.
  public subscript(_ name: String) -> JSONView? { document.root[name] }

  /// A claim that is an array of strings; other elements are left out, and any other value is an empty array.
  public func strings(_ name: String) -> [String] { self[name]?.elements.compactMap(\.string) ?? [] }
}
