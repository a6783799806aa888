/// A request method (RFC 9110 §9). Case-sensitive, as the standard says.
public struct HTTPMethod: Hashable, Sendable, RawRepresentable, CustomStringConvertible {
  /// The token as it stands on the wire.
  public let rawValue: String

  /// Any token; it is checked where it is read from the wire.
  public init(rawValue: String) { self.rawValue = rawValue }

  /// GET.
  public static var get: HTTPMethod { HTTPMethod(rawValue: "GET") }
  /// HEAD.
  public static var head: HTTPMethod { HTTPMethod(rawValue: "HEAD") }
  /// POST.
  public static var post: HTTPMethod { HTTPMethod(rawValue: "POST") }
  /// PUT.
  public static var put: HTTPMethod { HTTPMethod(rawValue: "PUT") }
  /// PATCH.
  public static var patch: HTTPMethod { HTTPMethod(rawValue: "PATCH") }
  /// DELETE.
  public static var delete: HTTPMethod { HTTPMethod(rawValue: "DELETE") }
  /// OPTIONS.
  public static var options: HTTPMethod { HTTPMethod(rawValue: "OPTIONS") }

  /// Whether sending the request twice has the effect of sending it once (RFC 9110 §9.2.2).
  public var isIdempotent: Bool {
    switch rawValue {
    case "GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE": true
    default: false
    }
  }

  /// The token.
  public var description: String { rawValue }
}
