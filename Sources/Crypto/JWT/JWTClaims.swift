import JSON
import SharedKernel

/// The claims of a verified token (RFC 7519 §4).
public struct JWTClaims: Sendable {
  public let document: JSONDocument
  /// `exp`
  public let expiresAt: Timestamp

  /// `sub`
  public var subject: String? { self["sub"]?.string }
  /// `jti`
  public var tokenID: String? { self["jti"]?.string }

  public subscript(_ name: String) -> JSONView? { document.root[name] }

  /// A claim that is an array of strings. Other elements are skipped, and any other value gives an empty array.
  public func strings(_ name: String) -> [String] { self[name]?.elements.compactMap(\.string) ?? [] }
}
