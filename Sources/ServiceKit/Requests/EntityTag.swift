import HTTPCore
import SharedKernel

/// A strong entity tag (RFC 9110 §8.8.3) made from the time of a resource's last change.
public struct EntityTag: Sendable, Hashable, CustomStringConvertible {
  /// The tag with its quotes, as it stands in `ETag`.
  public let description: String

  /// The tag of a resource last changed at `updatedAt`.
  public init(updatedAt: Timestamp) {
    // Thirteen digits of base 36 hold 64 bits. The standard library's conversion takes several times as long.
    description = String(unsafeUninitializedCapacity: 15) { buffer in
      var rest = UInt64(bitPattern: updatedAt.microseconds)
      var digits = 1
      var power: UInt64 = 36
      while digits < 13, rest >= power {
        digits += 1
        power = power.multipliedReportingOverflow(by: 36).partialValue
      }
      buffer[0] = UInt8(ascii: "\"")
      for position in stride(from: digits, through: 1, by: -1) {
        let digit = UInt8(truncatingIfNeeded: rest % 36)
        buffer[position] = digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
        rest /= 36
      }
      buffer[digits + 1] = UInt8(ascii: "\"")
      return digits + 2
    }
  }

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
