/// A request method (RFC 9110 §9). Case-sensitive.
public struct HTTPMethod: Hashable, Sendable, RawRepresentable, CustomStringConvertible {
  /// The token as it is on the wire.
  public let rawValue: String

  /// A method from any token; the request parser checks it.
  public init(rawValue: String) { self.rawValue = rawValue }

  public static var get: HTTPMethod { HTTPMethod(rawValue: "GET") }
  public static var head: HTTPMethod { HTTPMethod(rawValue: "HEAD") }
  public static var post: HTTPMethod { HTTPMethod(rawValue: "POST") }
  public static var put: HTTPMethod { HTTPMethod(rawValue: "PUT") }
  public static var patch: HTTPMethod { HTTPMethod(rawValue: "PATCH") }
  public static var delete: HTTPMethod { HTTPMethod(rawValue: "DELETE") }
  public static var options: HTTPMethod { HTTPMethod(rawValue: "OPTIONS") }

  /// Whether sending the request twice has the effect of sending it once (RFC 9110 §9.2.2).
  public var isIdempotent: Bool {
    switch rawValue {
    case "GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE": true
    default: false
    }
  }

  public var description: String { rawValue }
}
