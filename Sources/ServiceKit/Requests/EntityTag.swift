import HTTPCore
import SharedKernel

/// A strong entity tag (RFC 9110 §8.8.3) made from the time of a resource's last change.
public struct EntityTag: Sendable, Hashable, CustomStringConvertible {
  /// The tag with its quotes, as it stands in `ETag`.
  public let description: String

  /// The tag of a resource last changed at `updatedAt`.
  public init(updatedAt: Timestamp) { description = "\"\(String(updatedAt.microseconds, radix: 36))\"" }

  /// The tag as the one header field of an answer.
  public var headers: HTTPFields { ["ETag": description] }
}

extension RequestContext {
  /// Honours `If-Match` (RFC 9110 §13.1.1): absent, `*` or a list with the current tag pass; otherwise 412.
  public func checkPrecondition(_ current: EntityTag) throws(ServiceError) {
    guard let field = request.headers["If-Match"] else { return }
    if !RequestContext.lists(field, current, isWeakAllowed: false) { throw .preconditionFailed() }
  }

  /// Whether `If-None-Match` (RFC 9110 §13.1.2) says that the caller already has this state: answer 304 then.
  public func alreadyHas(_ current: EntityTag) -> Bool {
    guard let field = request.headers["If-None-Match"] else { return false }
    return RequestContext.lists(field, current, isWeakAllowed: true)
  }

  private static func lists(_ field: String, _ current: EntityTag, isWeakAllowed: Bool) -> Bool {
    field.split(separator: ",").contains { part in
      let tag = part.drop { $0 == " " || $0 == "\t" }.prefix { $0 != " " && $0 != "\t" }
      return tag == "*" || tag == current.description || (isWeakAllowed && tag == "W/\(current.description)")
    }
  }
}
